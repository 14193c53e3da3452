using MeshStarter.QueryProxy.Metadata;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>The tables of the catalog <c>system</c>, and SHOW of what is in them.</summary>
[Collection(ProxyCollection.Name)]
public sealed class SystemTableTests(ProxyFixture mesh)
{
    public static TheoryData<string> Tables => [.. MetadataTables.All.Select(table => $"{table.Catalog}.{table.Schema}.{table.Name}")];

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task Every_table_that_is_listed_has_the_columns_that_are_listed(string table)
    {
        var described = await mesh.Session(mesh.Analyst).RunAsync($"DESCRIBE {table}");
        var rows = await mesh.Session(mesh.Analyst).RunAsync($"SELECT * FROM {table}");

        Assert.Equal(("", ""), (described.Message, rows.Message));
        Assert.Equal(described.Rows.Select(row => row[0]!.GetValue<string>()), rows.Columns.Select(column => column!["name"]!.GetValue<string>()));
        // The caller's own queries may name what there is not.
        Assert.DoesNotContain(table.EndsWith(".queries", StringComparison.Ordinal) ? "customers.example" : "vault", rows.Data, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT table_schem, table_name FROM system.jdbc.tables WHERE table_cat = 'mesh' AND table_name LIKE 'all\\_t%' ESCAPE '\\'", "[[\"inventory\",\"all_types\"]]")]
    [InlineData("SELECT count(*) FROM system.jdbc.tables WHERE table_name LIKE 'all\\_t\\%' ESCAPE '\\'", "[[0]]")]
    [InlineData("SELECT c.column_name, c.type_name FROM system.jdbc.columns c JOIN payments.grown g ON c.ordinal_position = g.id AND c.table_name = 'grown' ORDER BY 1", "[[\"id\",\"bigint\"],[\"note\",\"varchar\"]]")]
    [InlineData("SELECT information_schema.tables.table_name FROM information_schema.tables WHERE information_schema.tables.table_schema = 'orders' OR information_schema.tables.table_name = 'grown' ORDER BY 1 LIMIT 1", "[[\"filtered\"]]")]
    [InlineData("SELECT mesh.information_schema.tables.table_name FROM information_schema.tables WHERE mesh.information_schema.tables.table_name = 'grown'", "[[\"grown\"]]")]
    [InlineData("SELECT information_schema.tables.table_name FROM mesh.information_schema.tables WHERE tables.table_name = 'grown'", "[[\"grown\"]]")]
    [InlineData("SELECT system.jdbc.table_types.table_type FROM system.jdbc.table_types ORDER BY table_types.table_type", "[[\"TABLE\"],[\"VIEW\"]]")]
    [InlineData("SELECT comment FROM system.metadata.table_comments WHERE catalog_name = 'mesh' AND schema_name = 'orders' AND table_name = 'orders'", "[[\"orders.orders\"]]")]
    [InlineData("SELECT table_name FROM system.information_schema.tables WHERE table_schema = 'runtime' ORDER BY 1", "[[\"nodes\"],[\"optimizer_rule_stats\"],[\"queries\"],[\"tasks\"],[\"transactions\"]]")]
    [InlineData("SELECT DISTINCT \"user\" FROM system.runtime.queries", "[[\"analyst\"]]")]
    [InlineData("SELECT count(*) > 0 FROM system.runtime.queries WHERE state = 'RUNNING'", "[[true]]")]
    [InlineData("SELECT current_groups()", "[[[]]]")]
    [InlineData("SELECT node_version, coordinator, state FROM system.runtime.nodes", "[[\"476\",true,\"active\"]]")]
    [InlineData("SELECT table_name, grantee, privilege_type FROM information_schema.table_privileges WHERE table_schema = 'orders' ORDER BY 1", "[[\"filtered\",\"analyst\",\"SELECT\"],[\"orders\",\"analyst\",\"SELECT\"]]")]
    [InlineData("SELECT count(*) FROM information_schema.table_privileges WHERE table_name = 'ledger'", "[[0]]")]
    [InlineData("SELECT role_name FROM information_schema.enabled_roles", "[[\"analyst\"]]")]
    [InlineData("SHOW ROLES", "[[\"analyst\"]]")]
    [InlineData("SHOW CURRENT ROLES", "[[\"analyst\"]]")]
    [InlineData("SHOW ROLE GRANTS FROM mesh", "[[\"analyst\"]]")]
    [InlineData("SHOW GRANTS ON TABLE orders.orders", "[[null,null,\"analyst\",\"USER\",\"mesh\",\"orders\",\"orders\",\"SELECT\",\"NO\",null]]")]
    [InlineData("SHOW TABLES FROM system.runtime", "[[\"nodes\"],[\"optimizer_rule_stats\"],[\"queries\"],[\"tasks\"],[\"transactions\"]]")]
    [InlineData("SHOW SCHEMAS FROM system", "[[\"information_schema\"],[\"jdbc\"],[\"metadata\"],[\"runtime\"]]")]
    [InlineData("SHOW CREATE SCHEMA mesh.orders", "[[\"CREATE SCHEMA mesh.orders\"]]")]
    [InlineData("SHOW CREATE TABLE payments.ledger", "[[\"CREATE TABLE mesh.payments.ledger (\\n   entry_id bigint COMMENT 'The entry_id',\\n   amount decimal(18, 2) COMMENT 'The amount'\\n)\\nCOMMENT 'payments.ledger'\"]]")]
    [InlineData("SHOW CREATE TABLE system.runtime.nodes", "[[\"CREATE TABLE system.runtime.nodes (\\n   node_id varchar,\\n   http_uri varchar,\\n   node_version varchar,\\n   coordinator boolean,\\n   state varchar\\n)\"]]")]
    [InlineData("SHOW STATS FOR payments.grown", "[[\"id\",null,null,null,null,null,null],[\"note\",null,null,null,null,null,null],[null,null,null,null,3.0,null,null]]")]
    [InlineData("SHOW FUNCTIONS LIKE 'current\\_g%' ESCAPE '\\'", "[[\"current_groups\",\"array(varchar)\",\"\",\"scalar\",true,\"\"]]")]
    [InlineData("SHOW FUNCTIONS LIKE 'cosine\\_s%' ESCAPE '\\'", "[[\"cosine_similarity\",\"double\",\"array(double), array(double)\",\"scalar\",true,\"\"]]")]
    public async Task Metadata_is_what_the_caller_may_know(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("SHOW CREATE TABLE hidden.vault", "SCHEMA_NOT_FOUND")]
    [InlineData("SHOW CREATE TABLE orders.nothing", "TABLE_NOT_FOUND")]
    [InlineData("SHOW CREATE VIEW orders.orders", "NOT_SUPPORTED")]
    [InlineData("SHOW CREATE SCHEMA hidden", "SCHEMA_NOT_FOUND")]
    [InlineData("SHOW STATS FOR hidden.vault", "SCHEMA_NOT_FOUND")]
    [InlineData("SHOW STATS FOR payments.ledger", "PERMISSION_DENIED")]
    [InlineData("SHOW GRANTS ON hidden.vault", "SCHEMA_NOT_FOUND")]
    [InlineData("SHOW GRANTS ON orders.\"orders$snapshots\"", "NOT_SUPPORTED")]
    [InlineData("SHOW CREATE TABLE orders.\"orders$snapshots\"", "NOT_SUPPORTED")]
    [InlineData("SHOW STATS FOR orders.\"orders$snapshots\"", "NOT_SUPPORTED")]
    [InlineData("DESCRIBE orders.\"orders$history\"", "NOT_SUPPORTED")]
    [InlineData("SHOW COLUMNS FROM orders.\"orders$refs\"", "NOT_SUPPORTED")]
    [InlineData("DESCRIBE orders.\"nothing$snapshots\"", "TABLE_NOT_FOUND")]
    [InlineData("DESCRIBE orders.\"orders$nothing\"", "TABLE_NOT_FOUND")]
    [InlineData("DESCRIBE hidden.\"vault$snapshots\"", "SCHEMA_NOT_FOUND")]
    [InlineData("SHOW TABLES FROM system.nothing", "SCHEMA_NOT_FOUND")]
    [InlineData("SELECT * FROM system.jdbc.nothing", "TABLE_NOT_FOUND")]
    [InlineData("SELECT * FROM system.orders.orders", "SCHEMA_NOT_FOUND")]
    [InlineData("SELECT * FROM \"$metadata\".relations", "TABLE_NOT_FOUND")]
    [InlineData("SELECT * FROM mesh.\"$metadata\".\"system.jdbc.tables\"", "TABLE_NOT_FOUND")]
    public async Task What_is_not_there_is_said(string sql, string error) => Assert.Equal(error, (await mesh.Session(mesh.Analyst).RunAsync(sql)).ErrorName);

    [Fact]
    public async Task Statistics_are_of_a_table()
    {
        var answer = await mesh.Session(mesh.Analyst).RunAsync("SHOW STATS FOR (SELECT * FROM orders.orders)");

        Assert.Equal(("NOT_SUPPORTED", "SHOW STATS FOR is not supported for a query: nothing is known of it before it runs. Name a table: SHOW STATS FOR schema.name."), (answer.ErrorName, answer.Message));
    }

    [Fact]
    public async Task Statistics_count_the_rows_that_the_reader_sees()
    {
        Assert.Equal("500.0", (await mesh.Session(mesh.Analyst).RunAsync("SHOW STATS FOR orders.filtered")).Rows[^1][4]!.ToJsonString());
        Assert.Equal("1000.0", (await mesh.Session(mesh.OrdersOwner).RunAsync("SHOW STATS FOR orders.filtered")).Rows[^1][4]!.ToJsonString());
    }

    [Fact]
    public async Task Queries_are_the_callers_own()
    {
        var marker = $"SELECT '{Guid.NewGuid()}'";
        await mesh.Session(mesh.OrdersOwner).RunAsync(marker);
        var session = mesh.Session(mesh.Analyst, s => s.Headers["X-Trino-Source"] = "of the test");
        await session.RunAsync("SELECT getenv('x')");
        var id = session.Id;

        Assert.Equal($"[[\"FAILED\",\"analyst\",\"of the test\",\"USER_ERROR\",\"FUNCTION_NOT_FOUND\"]]", (await session.RunAsync($"SELECT state, user, source, error_type, error_code FROM system.runtime.queries WHERE query_id = '{id}'")).Data);
        Assert.Equal("[[0]]", (await session.RunAsync($"SELECT count(*) FROM system.runtime.queries WHERE query = {marker["SELECT ".Length..]} OR user <> 'analyst'")).Data);
        Assert.Equal("[[\"RUNNING\"]]", (await session.RunAsync("SELECT state FROM system.runtime.queries WHERE query LIKE '%its own%'")).Data);
    }

    [Fact]
    public async Task Use_leads_into_the_system()
    {
        var session = mesh.Session(mesh.Analyst);
        Assert.Null((await session.RunAsync("USE system.jdbc")).Error);
        Assert.Equal("system", session.LastHeaders!.GetValues("X-Trino-Set-Catalog").Single());

        session.Headers["X-Trino-Catalog"] = "system";
        session.Headers["X-Trino-Schema"] = "jdbc";
        Assert.Equal("[[\"TABLE\"],[\"VIEW\"]]", (await session.RunAsync("SELECT table_type FROM table_types ORDER BY 1")).Data);
        Assert.Equal("[[\"table_type\",\"varchar\",\"\",\"\"]]", (await session.RunAsync("DESCRIBE table_types")).Data);
    }
}
