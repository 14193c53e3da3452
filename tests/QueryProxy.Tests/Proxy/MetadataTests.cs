using MeshStarter.Platform.Sql.Dialect;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>Requests that clients send on their own, before a user writes a query.</summary>
[Collection(ProxyCollection.Name)]
public sealed class MetadataTests(ProxyFixture mesh)
{
    private const string OrdersColumns =
        """[["order_id","uuid"],["status","varchar"],["total","decimal(18,2)"],["customer_email","varchar"],["customer_address","varchar"],["customer_state","varchar"],["purchased_at","timestamp(6) with time zone"],["estimated_delivery","date"],["items","array(row(product_id uuid, quantity integer, price decimal(18,2)))"]]""";

    [Theory]
    [InlineData("SHOW CATALOGS", "[[\"mesh\"],[\"system\"]]")]
    [InlineData("show catalogs like 'x%'", "[]")]
    [InlineData("SHOW SCHEMAS", "[[\"evil\"],[\"information_schema\"],[\"inventory\"],[\"orders\"],[\"payments\"]]")]
    [InlineData("SHOW SCHEMAS FROM mesh LIKE 'o%'", "[[\"orders\"]]")]
    [InlineData("SHOW TABLES FROM orders", "[[\"filtered\"],[\"orders\"]]")]
    [InlineData("SHOW TABLES IN mesh.orders LIKE 'f\\_%' ESCAPE '\\'", "[]")]
    [InlineData("/* hi */ show tables from \"orders\" like 'fil%';", "[[\"filtered\"]]")]
    [InlineData("SELECT table_name FROM information_schema.tables WHERE table_schema = 'orders' ORDER BY 1", "[[\"filtered\"],[\"orders\"]]")]
    [InlineData("SELECT t.table_name, count(*) FROM mesh.information_schema.tables t JOIN information_schema.columns USING (table_schema, table_name) WHERE table_schema = 'orders' GROUP BY 1 ORDER BY 1", "[[\"filtered\",9],[\"orders\",9]]")]
    [InlineData("SELECT schema_name FROM information_schema.schemata WHERE catalog_name = 'mesh' AND schema_name LIKE 'pay%'", "[[\"payments\"]]")]
    [InlineData("SELECT column_name, is_nullable, ordinal_position, comment FROM information_schema.columns WHERE table_name = 'orders' AND ordinal_position < 3", "[[\"order_id\",\"NO\",1,\"The order_id\"],[\"status\",\"YES\",2,\"The status\"]]")]
    [InlineData("SELECT count(*) FROM information_schema.tables WHERE table_name = 'vault'", "[[0]]")]
    [InlineData("SELECT count(*) FROM information_schema.tables t, payments.grown g WHERE t.table_name = 'ledger'", "[[3]]")]
    [InlineData("SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'orders' AND table_name = 'orders' ORDER BY ordinal_position", OrdersColumns)]
    public async Task Metadata_is_what_the_caller_may_know(string sql, string rows) =>
        Assert.Equal(rows, (await mesh.RowsAsync(sql)).Replace("[\"live\"],", "", StringComparison.Ordinal));

    [Theory]
    [InlineData("DESCRIBE orders.orders")]
    [InlineData("desc mesh.orders.orders")]
    [InlineData("SHOW COLUMNS FROM orders.orders")]
    [InlineData("SHOW COLUMNS IN orders")]
    public async Task Table_is_described_with_Trinos_columns(string sql)
    {
        var answer = await mesh.Session(mesh.Analyst, s => s.Headers["X-Trino-Schema"] = "orders").RunAsync(sql);

        Assert.Equal(["Column", "Type", "Extra", "Comment"], answer.Columns.Select(column => column!["name"]!.GetValue<string>()));
        Assert.Equal("[\"total\",\"decimal(18,2)\",\"\",\"The total\"]", answer.Rows[2].ToJsonString());
        Assert.Equal(9, answer.Rows.Count);
    }

    [Fact]
    public async Task Functions_are_listed_with_those_that_may_be_called()
    {
        var answer = await mesh.Session(mesh.Analyst).RunAsync("SHOW FUNCTIONS");

        Assert.Equal(["Function", "Return Type", "Argument Types", "Function Type", "Deterministic", "Description"], answer.Columns.Select(column => column!["name"]!.GetValue<string>()));
        var names = answer.Rows.Select(row => row[0]!.GetValue<string>()).ToHashSet(StringComparer.Ordinal);
        Assert.Contains("count", names);
        Assert.Contains("upper", names);
        Assert.DoesNotContain("current_setting", names);
        Assert.DoesNotContain("read_csv", names);
    }

    [Fact]
    public async Task Functions_of_the_dialect_have_their_kind_and_types()
    {
        var session = mesh.Session(mesh.Analyst);

        Assert.Equal(
            ["""["approx_distinct","bigint","T","aggregate",true,""]""", """["approx_distinct","bigint","T, double","aggregate",true,""]"""],
            (await session.RunAsync("SHOW FUNCTIONS LIKE 'approx_distinct'")).Rows.Select(row => row.ToJsonString()).Order(StringComparer.Ordinal));
        var rewritten = TrinoFunctions.Rewritten.ToHashSet(StringComparer.Ordinal);
        var untyped = (await session.RunAsync("SHOW FUNCTIONS")).Rows.Where(row => rewritten.Contains(row[0]!.GetValue<string>()) && row[1]!.GetValue<string>().Length == 0);
        Assert.True(!untyped.Any(), $"Their rows in platform/Sql/Dialect/Functions need a Signature: {string.Join(", ", untyped.Select(row => row[0]))}");
    }

    [Theory]
    [InlineData("md5", "varbinary(varbinary)")]
    [InlineData("to_milliseconds", "bigint(interval day to second)")]
    [InlineData("sum", "bigint(bigint)", "decimal(decimal)", "double(double)", "interval day to second(interval day to second)", "interval year to month(interval year to month)", "real(real)")]
    [InlineData("date_trunc", "date(varchar, date)", "time(varchar, time)", "timestamp with time zone(varchar, timestamp with time zone)", "timestamp(varchar, timestamp)")]
    [InlineData("hash", "decimal(20,0)(any)")]
    [InlineData("flatten", "array(t)(array(array(t)))")]
    [InlineData("floor", "decimal(decimal)", "double(double)", "real(real)")]
    [InlineData("nullif", "()")]
    public async Task Function_has_the_types_of_the_dialect_and_not_those_of_the_engines_function_of_its_name(string name, params string[] forms) => Assert.Equal(
        forms, (await mesh.Session(mesh.Analyst).RunAsync($"SHOW FUNCTIONS LIKE '{name}'")).Rows.Select(row => $"{row[1]}({row[2]})").Order(StringComparer.Ordinal));

    [Fact]
    public async Task Functions_are_the_same_behind_a_query_that_defined_some_of_their_names()
    {
        var session = mesh.Session(mesh.Analyst);
        var before = await session.RunAsync("SHOW FUNCTIONS");

        Assert.Equal("[[\"analyst\",\"476\"]]", (await session.RunAsync("SELECT current_user, version()")).Data);

        Assert.Equal(before.Rows.Select(row => row.ToJsonString()).Order(StringComparer.Ordinal), (await session.RunAsync("SHOW FUNCTIONS")).Rows.Select(row => row.ToJsonString()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("SHOW TABLES", "MISSING_SCHEMA_NAME")]
    [InlineData("SHOW TABLES FROM nowhere", "SCHEMA_NOT_FOUND")]
    [InlineData("SHOW TABLES FROM hidden", "SCHEMA_NOT_FOUND")]
    [InlineData("SHOW SCHEMAS FROM other", "CATALOG_NOT_FOUND")]
    [InlineData("DESCRIBE orders.nothing", "TABLE_NOT_FOUND")]
    [InlineData("DESCRIBE hidden.vault", "SCHEMA_NOT_FOUND")]
    [InlineData("DESCRIBE SELECT 1", "SYNTAX_ERROR")]
    [InlineData("USE nowhere", "SCHEMA_NOT_FOUND")]
    [InlineData("USE other.orders", "CATALOG_NOT_FOUND")]
    [InlineData("USE", "SYNTAX_ERROR")]
    [InlineData("USE a.b.c", "SYNTAX_ERROR")]
    [InlineData("SHOW NOTHING", "SYNTAX_ERROR")]
    [InlineData("SHOW TABLES FROM orders LIKE 5", "SYNTAX_ERROR")]
    [InlineData("SHOW TABLES FROM orders LIKE 'a\\b' ESCAPE '\\'", "INVALID_FUNCTION_ARGUMENT")]
    [InlineData("SHOW SCHEMAS LIKE 'ord\\' ESCAPE '\\'", "INVALID_FUNCTION_ARGUMENT")]
    [InlineData("SHOW CATALOGS LIKE 'mesh' ESCAPE 'xx'", "INVALID_FUNCTION_ARGUMENT")]
    [InlineData("SHOW FUNCTIONS LIKE 'upper' ESCAPE ''", "INVALID_FUNCTION_ARGUMENT")]
    [InlineData("SELECT table_name FROM system.jdbc.tables WHERE table_cat = 'mesh' AND table_schem LIKE 'ord\\ers' ESCAPE '\\'", "INVALID_FUNCTION_ARGUMENT")]
    [InlineData("SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'orders\\' ESCAPE '\\'", "INVALID_FUNCTION_ARGUMENT")]
    [InlineData("SELECT table_name FROM information_schema.tables WHERE table_name NOT LIKE table_schema ESCAPE 'ab'", "INVALID_FUNCTION_ARGUMENT")]
    public async Task What_is_not_there_is_said(string sql, string error) => Assert.Equal(error, (await mesh.Session(mesh.Analyst).RunAsync(sql)).ErrorName);

    [Theory]
    [InlineData("SHOW SCHEMAS", "/products?details=true&limit=500")]
    [InlineData("SHOW TABLES FROM orders", "/products?details=true&limit=500&domain=orders")]
    [InlineData("SHOW TABLES FROM \"no such\"", "")]
    [InlineData("SHOW COLUMNS FROM orders.orders", "/products/orders.orders")]
    [InlineData("USE orders", "/products?details=true&limit=500&domain=orders")]
    [InlineData("SELECT * FROM information_schema.columns", "/products?details=true&limit=500")]
    [InlineData("SHOW FUNCTIONS", "")]
    public async Task Catalog_is_called_once_for_the_subject_of_a_statement(string sql, string requested)
    {
        mesh.Services.Requested.Clear();

        await mesh.Session(mesh.Analyst).RunAsync(sql);

        Assert.Equal(requested, string.Join(' ', mesh.Services.Requested.Where(address => address.StartsWith("/products", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Use_changes_the_clients_session()
    {
        var session = mesh.Session(mesh.Analyst);
        var answer = await session.RunAsync("use mesh.Orders");

        Assert.Null(answer.Error);
        Assert.Equal("USE", session.Pages[^1]["updateType"]!.GetValue<string>());
        Assert.Equal("mesh", session.LastHeaders!.GetValues("X-Trino-Set-Catalog").Single());
        Assert.Equal("orders", session.LastHeaders!.GetValues("X-Trino-Set-Schema").Single());
    }
}
