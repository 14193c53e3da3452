namespace MeshStarter.DuckDb.Parsing;

/// <summary>Parses a text with the engine's own parser (<c>json_serialize_sql</c> of libduckdb 1.5.6).</summary>
public static class SqlTree
{
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
}
