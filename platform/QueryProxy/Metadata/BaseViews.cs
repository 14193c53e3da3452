using System.Globalization;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Sql.Dialect;
using MeshStarter.Platform.Sql.Dialect.Functions;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Workers.Engine;

namespace MeshStarter.QueryProxy.Metadata;

/// <summary>The SQL of the base views: rows in its text, each value quoted. Pure.</summary>
internal static class BaseViews
{
    public static string Query(BaseView view, MetadataFacts facts) => view switch
    {
        BaseView.Catalogs => InlineRows.Select([("catalog", "VARCHAR")], MetadataTables.Catalogs.Select(catalog => new[] { Text(catalog) })),
        BaseView.Schemas => InlineRows.Select([("catalog", "VARCHAR"), ("schema", "VARCHAR")], Schemas(facts).Select(schema => new[] { Text(schema.Catalog), Text(schema.Schema) })),
        BaseView.Relations => InlineRows.Select(
            [("catalog", "VARCHAR"), ("schema", "VARCHAR"), ("name", "VARCHAR"), ("comment", "VARCHAR")],
            facts.Products.Select(product => new[] { Text(Definition.Catalog), Text(product.Name.Domain), Text(product.Name.Product), Text(product.Description) })
                .Concat(MetadataTables.All.Select(table => new[] { Text(table.Catalog), Text(table.Schema), Text(table.Name), Text(null) }))),
        BaseView.Fields => InlineRows.Select(
            [
                ("catalog", "VARCHAR"), ("schema", "VARCHAR"), ("relation", "VARCHAR"), ("name", "VARCHAR"), ("position", "BIGINT"), ("nullable", "BOOLEAN"), ("type", "VARCHAR"), ("comment", "VARCHAR"),
                ("jdbc_type", "BIGINT"), ("size", "BIGINT"), ("digits", "BIGINT"), ("radix", "BIGINT"), ("octets", "BIGINT"),
            ],
            facts.Products.SelectMany(product => product.Schema.Select((column, at) =>
                    Field(Definition.Catalog, product.Name.Domain, product.Name.Product, column.Name, at, !column.Required, TrinoTypeName.Of(column.Type), column.Description)))
                .Concat(MetadataTables.All.SelectMany(table => table.Columns.Select((column, at) => Field(table.Catalog, table.Schema, table.Name, column.Name, at, isNullable: true, column.Type, null))))),
        BaseView.Grants => InlineRows.Select(
            [("grantee", "VARCHAR"), ("catalog", "VARCHAR"), ("schema", "VARCHAR"), ("name", "VARCHAR")],
            facts.Readable.Select(product => new[] { Text(facts.Caller.Subject), Text(Definition.Catalog), Text(product.Domain), Text(product.Product) })),
        BaseView.Roles => InlineRows.Select([("grantee", "VARCHAR"), ("role", "VARCHAR")], facts.Caller.Roles.Select(role => new[] { Text(facts.Caller.Subject), Text(role) })),
        BaseView.Functions => Functions(),
        BaseView.Queries => InlineRows.Select(
            [
                ("query_id", "VARCHAR"), ("state", "VARCHAR"), ("user", "VARCHAR"), ("source", "VARCHAR"), ("query", "VARCHAR"), ("resource_group_id", "VARCHAR[]"), ("queued_time_ms", "BIGINT"),
                ("analysis_time_ms", "BIGINT"), ("planning_time_ms", "BIGINT"), ("created", "TIMESTAMPTZ"), ("started", "TIMESTAMPTZ"), ("last_heartbeat", "TIMESTAMPTZ"), ("end", "TIMESTAMPTZ"),
                ("error_type", "VARCHAR"), ("error_code", "VARCHAR"),
            ],
            facts.Queries.Select(query => Query(query, facts.Caller.Subject))),
        BaseView.Transactions => InlineRows.Select(
            [
                ("transaction_id", "VARCHAR"), ("isolation_level", "VARCHAR"), ("read_only", "BOOLEAN"), ("auto_commit_context", "BOOLEAN"), ("create_time", "TIMESTAMPTZ"), ("idle_time_secs", "BIGINT"),
                ("written_catalog", "VARCHAR"), ("catalogs", "VARCHAR[]"),
            ],
            facts.Transactions.Select(transaction => new[]
            {
                Text(transaction.Id), "'READ COMMITTED'", "true", "false", Time(transaction.Created), ((long)transaction.Idle.TotalSeconds).ToString(CultureInfo.InvariantCulture), "NULL", "[]",
            })),
        _ => throw new NotSupportedException($"No view for {view}."),
    };

    private static IEnumerable<(string Catalog, string Schema)> Schemas(MetadataFacts facts) =>
        facts.Products.Select(product => (Definition.Catalog, product.Name.Domain)).Concat(MetadataTables.All.Select(table => (table.Catalog, table.Schema))).Distinct().Order();

    private static string[] Field(string catalog, string schema, string relation, string name, int at, bool isNullable, string type, string? comment)
    {
        var jdbc = JdbcType.Of(type);
        return
        [
            Text(catalog), Text(schema), Text(relation), Text(name), Number(at + 1), isNullable ? "true" : "false", Text(type), Text(comment),
            Number(jdbc.Code), Number(jdbc.Size), Number(jdbc.Digits), Number(jdbc.Radix), Number(jdbc.Octets),
        ];
    }

    private static string[] Query(OwnQuery query, string user) =>
    [
        Text(query.Id), Text(query.State), Text(user), Text(query.Source), Text(query.Text), "['global']", Millis(query.Queued), Millis(query.Planning), Millis(query.Planning),
        Time(query.Created), Time(query.Started), Time(query.Ended ?? query.Started), Time(query.Ended), Text(query.ErrorType), Text(query.ErrorName),
    ];

    // Of a type in several words, or with parts in parentheses.
    private const string ArrayOf = @"([^,()\s][^,()]*(\([^()]*\))?)\[\]";

    // The engine's types by Trino's names. Arrays have two steps, for arrays of arrays.
    private static readonly (string Engine, string Trino)[] TypeNames =
    [
        (@"\bhugeint\b", "bigint"), (@"\bubigint\b", "decimal(20,0)"), (@"\bblob\b", "varbinary"), (@"\bfloat\b", "real"), (@"\binterval\b", "interval day to second"), (@"\bstruct\b", "row"),
        (ArrayOf, @"array(\1)"), (ArrayOf, @"array(\1)"),
    ];

    // Which functions may be called is ours to say, and the signatures of those of the dialect; the engine knows those of the others. Forms of types that no value has here are
    // left out. Those that are not internal are macros of earlier queries.
    private static string Functions() =>
        $"""
        WITH known AS (
            SELECT DISTINCT function_name, function_type, {Named("return_type")} AS return_type, {Named("array_to_string(parameter_types, ', ')")} AS parameter_types, stability, description FROM duckdb_functions()
            WHERE internal AND function_type IN ('scalar', 'aggregate', 'macro') AND regexp_full_match(function_name, '[a-z].*')
                AND NOT regexp_matches(coalesce(array_to_string(parameter_types, ' '), ''), '\b(U?HUGEINT|U(TINY|SMALL|BIG)INT|UINTEGER|BIT|BIGNUM|TIME_NS)\b')
        ), supported(name, own) AS (
            SELECT function_name, function_name FROM known WHERE function_name IN ({string.Join(", ", SafeFunctions.All.Where(TrinoFunctions.IsPermitted).Select(SqlText.Quote))})
            UNION VALUES {string.Join(", ", TrinoFunctions.Rewritten.Select(name => $"({SqlText.Quote(name)}, {SqlText.Quote(FunctionFamilies.EngineName(name) ?? name)})"))}
        ), described(own, description, changes) AS (
            SELECT function_name, max(description), bool_or(stability = 'VOLATILE') FROM known GROUP BY function_name
        ), signed(name, arguments, returns, kind) AS (VALUES {string.Join(", ", FunctionFamilies.All.SelectMany(function => function.Signatures, Signed))})
        SELECT DISTINCT supported.name AS "Function", coalesce(returns, return_type, '') AS "Return Type",
            coalesce(arguments, CASE WHEN return_type IS NOT NULL THEN parameter_types END, '') AS "Argument Types",
            CASE WHEN 'aggregate' IN (function_type, kind) THEN 'aggregate' ELSE 'scalar' END AS "Function Type",
            NOT coalesce(changes, false) AS "Deterministic", coalesce(described.description, '') AS "Description"
        FROM supported LEFT JOIN described USING (own) LEFT JOIN signed ON signed.name = supported.name LEFT JOIN known ON function_name = own AND signed.name IS NULL
        """;

    private static string Named(string types) => TypeNames.Aggregate($"lower({types})", (text, name) => $"regexp_replace({text}, '{name.Engine}', '{name.Trino}', 'g')");

    private static string Signed(DialectFunction function, FunctionSignature form) => $"({Text(function.Name)}, {Text(form.Arguments)}, {Text(form.Returns)}, '{(function.IsAggregate ? "aggregate" : "scalar")}')";

    private static string Millis(TimeSpan time) => ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset? time) => time is { } at ? $"TIMESTAMPTZ '{at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture)}+00'" : "NULL";

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "NULL";

    private static string Text(string? value) => value is null ? "NULL" : SqlText.Quote(value.Replace("\0", "", StringComparison.Ordinal));
}
