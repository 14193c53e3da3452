namespace MeshStarter.DuckDb.Parsing;

/// <summary>Parses a text with the engine's own parser, and writes the text of a tree (<c>json_serialize_sql</c> and <c>json_deserialize_sql</c> of libduckdb 1.5.6).</summary>
public static class SqlTree
{
    private const string CrossJoin = "\"condition\":null,\"join_type\":\"INNER\",\"ref_type\":\"CROSS\"";

    // ON TRUE
    private const string JoinOfAll =
        """
        "condition":{"class":"CONSTANT","type":"VALUE_CONSTANT","alias":"","value":{"type":{"id":"BOOLEAN","type_info":null},"is_null":false,"value":true}},"join_type":"INNER","ref_type":"REGULAR"
        """;

    /// <summary>The tree of a text as JSON, or the parser's error; nothing is run.</summary>
    /// <param name="connection">A session of the engine.</param>
    /// <param name="sql">The text.</param>
    public static byte[] Of(DuckDbConnection connection, string sql)
    {
        using var parser = Prepare(connection);
        return Of(parser, sql);
    }

    /// <summary>Prepares the parser for many texts.</summary>
    /// <param name="connection">A session of the engine.</param>
    public static DuckDbStatement Prepare(DuckDbConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection.Prepare("SELECT CAST(json_serialize_sql(CAST($1 AS VARCHAR)) AS VARCHAR)");
    }

    /// <summary>As <see cref="Of(DuckDbConnection, string)"/>, by a parser that is used again.</summary>
    /// <param name="statement">What <see cref="Prepare"/> made.</param>
    /// <param name="sql">The text.</param>
    public static byte[] Of(DuckDbStatement statement, string sql)
    {
        ArgumentNullException.ThrowIfNull(statement);
        statement.Bind(1, sql);
        using var result = statement.Query();
        var chunk = result.NextChunk() ?? throw new InvalidDataException("The engine's parser gave no answer.");
        return chunk[0].GetStringBytes(0).ToArray();
    }

    /// <summary>Prepares the writer of texts, for many trees.</summary>
    /// <param name="connection">A session of the engine.</param>
    public static DuckDbStatement PrepareWriter(DuckDbConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection.Prepare("SELECT json_deserialize_sql(CAST($1 AS JSON))");
    }

    /// <summary>The text of a tree.</summary>
    /// <param name="writer">What <see cref="PrepareWriter"/> made.</param>
    /// <param name="tree">The tree as JSON without blanks, its members in the order of the engine's.</param>
    /// <exception cref="DuckDbException">The engine cannot write it.</exception>
    public static string TextOf(DuckDbStatement writer, string tree)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(tree);
        // The engine writes a cross join as a comma, which binds weaker than the joins around it: a CROSS JOIN b RIGHT JOIN c would be a, (b RIGHT JOIN c).
        var written = tree.Replace(CrossJoin, JoinOfAll, StringComparison.Ordinal);
        if (written.Contains("\"ref_type\":\"CROSS\"", StringComparison.Ordinal))
        {
            throw new InvalidDataException("A cross join of a tree has another form than the engine's.");
        }

        writer.Bind(1, written);
        using var result = writer.Query();
        return result.NextChunk()?[0].GetString(0) ?? throw new InvalidDataException("The engine gave no text for a tree.");
    }
}
