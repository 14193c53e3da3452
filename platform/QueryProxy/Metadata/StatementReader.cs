using MeshStarter.Contracts;
using MeshStarter.QueryProxy.Engine;
using MeshStarter.QueryProxy.Failures;
using MeshStarter.QueryProxy.Planning;
using MeshStarter.QueryProxy.Sql;

namespace MeshStarter.QueryProxy.Metadata;

/// <summary>Tells Trino's short statements from queries, and says in SQL what they ask. Pure.</summary>
internal static class StatementReader
{
    private const int MaxTokens = 16;
    private const string Meta = $"{Sandbox.Catalog}.\"{MetadataTables.Schema}\"";

    public static Statement Read(string sql, QuerySession session)
    {
        var tokens = SqlTokens.Read(sql, MaxTokens);
        if (tokens.Count == 0)
        {
            return new Statement.Refused(new QueryFailure(TrinoErrorCode.SyntaxError, "The statement is empty."));
        }

        var words = new TokenCursor(tokens);
        var statement = tokens[0] switch
        {
            var first when first.Is("SHOW") => Show(words.Skip(1), session),
            var first when first.Is("DESCRIBE") || first.Is("DESC") => Columns(words.Skip(1), session),
            var first when first.Is("USE") => Use(words.Skip(1)),
            var first when NotYet(first) => new Statement.Refused(new QueryFailure(TrinoErrorCode.NotSupported,
                $"{first.Text.ToUpperInvariant()} is not supported yet: each query stands by itself here, without transactions, prepared statements or session properties.")),
            _ => new Statement.Query(sql),
        };
        return statement ?? new Statement.Refused(new QueryFailure(TrinoErrorCode.NotSupported,
            "This form is not supported. SHOW CATALOGS, SCHEMAS, TABLES, COLUMNS and FUNCTIONS, DESCRIBE of a table and USE are; each with LIKE where it makes sense."));
    }

    private static bool NotYet(SqlToken first) =>
        first.Is("START") || first.Is("BEGIN") || first.Is("COMMIT") || first.Is("ROLLBACK") || first.Is("PREPARE") || first.Is("EXECUTE")
        || first.Is("DEALLOCATE") || first.Is("SET") || first.Is("RESET") || first.Is("EXPLAIN") || first.Is("ANALYZE");

    private static Statement? Show(TokenCursor words, QuerySession session)
    {
        if (words.Take("CATALOGS"))
        {
            return Ended(words, "catalog_name", like => new Statement.Show($"SELECT catalog_name AS \"Catalog\" FROM {Meta}.catalogs WHERE {like} ORDER BY 1", MetadataTable.Catalogs));
        }

        if (words.Take("SCHEMAS"))
        {
            return words.From() && (words.Name() is not [var catalog] || AsciiNames.Lower(catalog) != Sandbox.Catalog)
                ? NoCatalog()
                : Ended(words, "schema_name", like => new Statement.Show($"SELECT schema_name AS \"Schema\" FROM {Meta}.schemata WHERE {like} ORDER BY 1", MetadataTable.Schemata));
        }

        if (words.Take("TABLES"))
        {
            return Tables(words, session);
        }

        if (words.Take("COLUMNS"))
        {
            return words.From() ? Columns(words, session) : null;
        }

        if (words.Take("FUNCTIONS"))
        {
            // Every function is in every schema.
            return words.From() && words.Name() is not { Count: 1 or 2 }
                ? null
                : Ended(words, "\"Function\"", like => new Statement.Show($"SELECT * FROM {Meta}.functions WHERE {like} ORDER BY 1, 3", MetadataTable.Functions));
        }

        return null;
    }

    private static Statement? Tables(TokenCursor words, QuerySession session)
    {
        var schema = session.Schema;
        if (words.From())
        {
            switch (words.Name())
            {
                case [var only]:
                    schema = only;
                    break;
                case [var catalog, var second] when AsciiNames.Lower(catalog) == Sandbox.Catalog:
                    schema = second;
                    break;
                default:
                    return NoCatalog();
            }
        }

        if (schema is null)
        {
            return new Statement.Refused(new QueryFailure(TrinoErrorCode.MissingSchemaName, "Schema must be specified when session schema is not set: SHOW TABLES FROM domain."));
        }

        var lower = AsciiNames.Lower(schema);
        return Ended(words, "table_name", like => new Statement.Show(
            $"SELECT table_name AS \"Table\" FROM {Meta}.tables WHERE table_schema = {SqlText.Quote(lower)} AND {like} ORDER BY 1", MetadataTable.Tables, lower));
    }

    private static Statement? Columns(TokenCursor words, QuerySession session)
    {
        var table = words.Name() switch
        {
            [var name] => new TableReference("", "", name, ulong.MaxValue),
            [var schema, var name] => new TableReference("", schema, name, ulong.MaxValue),
            [var catalog, var schema, var name] => new TableReference(catalog, schema, name, ulong.MaxValue),
            _ => null,
        };
        if (table is null)
        {
            return null;
        }

        var inSchema = AsciiNames.Lower(table.Schema.Length > 0 ? table.Schema : session.Schema ?? "");
        return Ended(words, "column_name", like => new Statement.Show(
            $"""
            SELECT column_name AS "Column", data_type AS "Type", '' AS "Extra", coalesce(comment, '') AS "Comment" FROM {Meta}.columns
            WHERE table_schema = {SqlText.Quote(inSchema)} AND table_name = {SqlText.Quote(AsciiNames.Lower(table.Name))} AND {like}
            ORDER BY ordinal_position
            """,
            MetadataTable.Columns,
            Table: table));
    }

    private static Statement? Use(TokenCursor words)
    {
        var name = words.Name();
        return !words.AtEnd ? null : name switch
        {
            [var schema] => new Statement.Use(null, AsciiNames.Lower(schema)),
            [var catalog, var schema] => new Statement.Use(AsciiNames.Lower(catalog), AsciiNames.Lower(schema)),
            _ => null,
        };
    }

    /// <summary>The optional LIKE at a statement's end, as a condition.</summary>
    private static Statement? Ended(TokenCursor words, string column, Func<string, Statement> then)
    {
        var like = "true";
        if (words.Take("LIKE"))
        {
            if (words.Text() is not { } pattern)
            {
                return null;
            }

            like = $"{column} LIKE {SqlText.Quote(pattern)}";
            if (words.Take("ESCAPE"))
            {
                if (words.Text() is not { Length: 1 } escape)
                {
                    return null;
                }

                like += $" ESCAPE {SqlText.Quote(escape)}";
            }
        }

        return words.AtEnd ? then(like) : null;
    }

    private static Statement.Refused NoCatalog() =>
        new(new QueryFailure(TrinoErrorCode.CatalogNotFound, $"There is no such catalog. The mesh has one catalog: {Sandbox.Catalog}."));
}
