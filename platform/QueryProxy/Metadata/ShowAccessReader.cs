using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Sql.Analysis;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.QueryProxy.Language;
using MeshStarter.QueryProxy.Planning;

namespace MeshStarter.QueryProxy.Metadata;

/// <summary>Reads SHOW CREATE, STATS, SESSION, ROLES and GRANTS. Pure.</summary>
internal static class ShowAccessReader
{
    /// <summary>Reads the text after SHOW; null for another form.</summary>
    public static Statement? Read(TokenCursor words, QuerySession session)
    {
        if (words.Take("CREATE"))
        {
            return Create(words);
        }

        if (words.Take("STATS", "FOR"))
        {
            // Trino estimates a query in parentheses.
            return words.Take('(') ? new Statement.Refused(new QueryFailure(TrinoErrorCode.NotSupported, "SHOW STATS FOR is not supported for a query: nothing is known of it before it runs. Name a table: SHOW STATS FOR schema.name."))
                : ShowReader.Reference(words.Name()) is { } table && words.AtEnd ? new Statement.ShowStats(table) : null;
        }

        if (words.Take("SESSION"))
        {
            return ShowReader.Ended(words, "\"Name\"", like => new Statement.ShowSession(like));
        }

        if (words.Take("CURRENT", "ROLES") || words.Take("ROLES"))
        {
            return Roles(words, "Role");
        }

        return words.Take("ROLE", "GRANTS") ? Roles(words, "Role Grants") : words.Take("GRANTS") ? Grants(words, session) : null;
    }

    private static Statement? Create(TokenCursor words)
    {
        if (words.Take("SCHEMA"))
        {
            return words.Name() is { Count: 1 or 2 } schema && words.AtEnd ? new Statement.ShowCreateSchema(schema) : null;
        }

        var isTable = words.Take("TABLE");
        return (isTable || words.Take("VIEW") || words.Take("MATERIALIZED", "VIEW")) && ShowReader.Reference(words.Name()) is { } table && words.AtEnd
            ? new Statement.ShowCreate(table, isTable) : null;
    }

    private static Statement? Roles(TokenCursor words, string column)
    {
        if (words.From() && words.Name() is not [_])
        {
            return null;
        }

        return words.AtEnd ? new Statement.Show($"{MetadataTables.Named($"SELECT role AS \"{column}\" FROM {{Roles}}")} ORDER BY 1", [BaseView.Roles]) : null;
    }

    private static Statement? Grants(TokenCursor words, QuerySession session)
    {
        var (condition, table) = ("true", (TableReference?)null);
        if (words.Take("ON"))
        {
            words.Take("TABLE");
            table = ShowReader.Reference(words.Name());
            if (table is null)
            {
                return null;
            }

            var schema = ShowReader.Qualified(table, session);
            condition = $"{ShowReader.Of(schema)} AND name = {SqlText.Quote(ShowReader.Named(table, session))}";
        }

        var sql = MetadataTables.Named(
            """
            SELECT CAST(NULL AS VARCHAR) AS "Grantor", CAST(NULL AS VARCHAR) AS "Grantor Type", grantee AS "Grantee", 'USER' AS "Grantee Type", catalog AS "Catalog", schema AS "Schema", name AS "Table",
                'SELECT' AS "Privilege", 'NO' AS "Grantable", CAST(NULL AS VARCHAR) AS "With Hierarchy"
            FROM {Grants}
            """);
        return words.AtEnd ? new Statement.Show($"{sql} WHERE {condition} ORDER BY 5, 6, 7", [BaseView.Grants], Table: table) : null;
    }
}
