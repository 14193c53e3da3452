using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Sql.Analysis;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.QueryProxy.Language;
using MeshStarter.QueryProxy.Planning;

namespace MeshStarter.QueryProxy.Metadata;

/// <summary>Reads SHOW and DESCRIBE, and says in SQL over base views what they ask. Pure.</summary>
internal static class ShowReader
{
    /// <summary>Reads the text after SHOW; null for a form that is not answered.</summary>
    public static Statement? Read(TokenCursor words, QuerySession session)
    {
        if (words.Take("CATALOGS"))
        {
            return Ended(words, "catalog", like => Show("""SELECT catalog AS "Catalog" FROM {Catalogs}""", like, "1", BaseView.Catalogs));
        }

        if (words.Take("SCHEMAS"))
        {
            return Schemas(words, session);
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
            return words.From() && words.Name() is not { Count: 1 or 2 } ? null : Ended(words, "\"Function\"", like => Show("SELECT * FROM {Functions}", like, "1, 3", BaseView.Functions));
        }

        return ShowAccessReader.Read(words, session);
    }

    /// <summary>Reads the text after DESCRIBE, or SHOW COLUMNS FROM.</summary>
    public static Statement? Columns(TokenCursor words, QuerySession session)
    {
        if (Reference(words.Name()) is not { } table)
        {
            return null;
        }

        const string Fields = """SELECT name AS "Column", type AS "Type", '' AS "Extra", coalesce(comment, '') AS "Comment" FROM {Fields}""";
        var condition = $"{Of(Qualified(table, session))} AND relation = {SqlText.Quote(Named(table, session))}";
        return Ended(words, "name", like => Show(Fields, $"{condition} AND {like}", "position", BaseView.Fields) with { Table = table });
    }

    /// <summary>A table by the parts of its name; null for more parts than a name has.</summary>
    public static TableReference? Reference(IReadOnlyList<string>? name) => name switch
    {
        [var only] => new TableReference("", "", only, ulong.MaxValue),
        [var schema, var table] => new TableReference("", schema, table, ulong.MaxValue),
        [var catalog, var schema, var table] => new TableReference(catalog, schema, table, ulong.MaxValue),
        _ => null,
    };

    private static Statement? Schemas(TokenCursor words, QuerySession session)
    {
        var catalog = CatalogOf(session);
        if (words.From())
        {
            if (words.Name() is not [var named])
            {
                return null;
            }

            catalog = AsciiNames.Lower(named);
        }

        return NoCatalog(catalog) ?? Ended(words, "schema", like => Show("""SELECT schema AS "Schema" FROM {Schemas}""", $"catalog = {SqlText.Quote(catalog)} AND {like}", "1", BaseView.Schemas));
    }

    private static Statement? Tables(TokenCursor words, QuerySession session)
    {
        var (catalog, schema) = (CatalogOf(session), session.Schema);
        if (words.From())
        {
            switch (words.Name())
            {
                case [var only]:
                    schema = only;
                    break;
                case [var first, var second]:
                    (catalog, schema) = (AsciiNames.Lower(first), second);
                    break;
                default:
                    return null;
            }
        }

        if (schema is null)
        {
            return new Statement.Refused(new QueryFailure(TrinoErrorCode.MissingSchemaName, "Schema must be specified when session schema is not set: SHOW TABLES FROM domain."));
        }

        var name = new SchemaName(catalog, AsciiNames.Lower(schema));
        return NoCatalog(catalog) ?? Ended(words, "name", like => Show("""SELECT name AS "Table" FROM {Relations}""", $"{Of(name)} AND {like}", "1", BaseView.Relations) with { Schema = name });
    }

    private static Statement.Show Show(string sql, string condition, string order, BaseView reads) =>
        new($"{MetadataTables.Named(sql)} WHERE {condition} ORDER BY {order}", [reads]);

    /// <summary>The condition that a row of a base view is of a schema.</summary>
    public static string Of(SchemaName name) => $"catalog = {SqlText.Quote(name.Catalog)} AND schema = {SqlText.Quote(name.Schema)}";

    /// <summary>The schema of a table, with what the session adds.</summary>
    public static SchemaName Qualified(TableReference table, QuerySession session) => new(
        table.Catalog.Length > 0 ? AsciiNames.Lower(table.Catalog) : CatalogOf(session), AsciiNames.Lower(table.Schema.Length > 0 ? table.Schema : session.Schema ?? ""));

    /// <summary>The name of a table in the base views, which have the version that was found: of <c>orders."orders@1"</c> it is <c>orders</c>.</summary>
    public static string Named(TableReference table, QuerySession session) =>
        NameResolution.Resolve(table, session, "") is ResolvedTable.Product { Id.Product: var product } ? product.Product : AsciiNames.Lower(table.Name);

    private static string CatalogOf(QuerySession session) => AsciiNames.Lower(session.Catalog ?? Definition.Catalog);

    /// <summary>The optional LIKE at a statement's end, as a condition.</summary>
    /// <returns>Null where there is more than that.</returns>
    public static Statement? Ended(TokenCursor words, string column, Func<string, Statement> then)
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
                if (words.Text() is not { } escape)
                {
                    return null;
                }

                if (LikePattern.Problem(pattern, escape) is { } problem)
                {
                    return new Statement.Refused(new QueryFailure(TrinoErrorCode.InvalidFunctionArgument, problem));
                }

                like += $" ESCAPE {SqlText.Quote(escape)}";
            }
        }

        return words.AtEnd ? then(like) : null;
    }

    private static Statement.Refused? NoCatalog(string catalog) => MetadataTables.NoCatalog(catalog) is { } unknown ? new Statement.Refused(unknown) : null;
}
