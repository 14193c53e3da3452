using System.Collections.Concurrent;

namespace MeshStarter.QueryProxy.Tests.Proxy;

[Collection(ProxyCollection.Name)]
[Trait("Category", "Quick")]
public sealed class QueryTests(ProxyFixture mesh)
{
    [Theory]
    [InlineData("SELECT 1", "[[1]]")]
    [InlineData("SELECT count(*) FROM orders.orders", "[[1000]]")]
    [InlineData("SELECT count(*) FROM mesh.orders.orders;", "[[1000]]")]
    [InlineData("SELECT count(*) FROM MESH.\"orders\".Orders", "[[1000]]")]
    [InlineData("WITH orders AS (SELECT * FROM orders.orders LIMIT 3) SELECT count(*) FROM orders", "[[3]]")]
    [InlineData("SELECT status, count(*) FROM orders.orders GROUP BY 1 ORDER BY 1", "[[\"paid\",333],[\"placed\",334],[\"shipped\",333]]")]
    [InlineData("SELECT status FROM (SELECT status, row_number() OVER (PARTITION BY status ORDER BY purchased_at) AS n FROM orders.orders) WHERE n = 1 ORDER BY 1", "[[\"paid\"],[\"placed\"],[\"shipped\"]]")]
    [InlineData("SELECT a.status, b.total FROM orders.orders a JOIN orders.orders b USING (order_id) ORDER BY a.purchased_at LIMIT 1", "[[\"placed\",\"0.00\"]]")]
    [InlineData("SELECT reduce(items, DECIMAL '0.00', (s, x) -> s + x.price * x.quantity, s -> s), reduce(items, 0, (s, x) -> s + x.quantity, s -> s) FROM orders.orders ORDER BY purchased_at LIMIT 2", "[[\"0.00\",0],[\"9.90\",1]]")]
    [InlineData("SELECT items[1].quantity, q FROM (SELECT items, q FROM orders.orders CROSS JOIN UNNEST(items) AS t(p, q, c) ORDER BY purchased_at LIMIT 2)", "[[0,0],[1,1]]")]
    [InlineData("SELECT * FROM payments.nothing_yet", "[]")]
    [InlineData("SELECT count(*), max(id) FROM payments.nothing_yet", "[[0,null]]")]
    [InlineData("SELECT * FROM payments.grown ORDER BY id", "[[0,null],[1,null],[2,null]]")]
    [InlineData("SELECT current_user, version(), current_catalog", "[[\"analyst\",\"476\",\"mesh\"]]")]
    [InlineData("SELECT max(purchased_at) FROM orders.orders", "[[\"2018-02-11 15:00:00.000000 UTC\"]]")]
    [InlineData("SELECT sum(range) FROM range(10)", "[[45]]")]
    [InlineData("SELECT a FROM orders.orders AS o(a) ORDER BY 1 LIMIT 0", "[]")]
    public async Task Select_is_answered(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Fact]
    public async Task All_types_of_the_design_arrive()
    {
        var answer = await mesh.Session(mesh.Analyst).RunAsync("SELECT * FROM inventory.all_types");

        Assert.Equal(
            "boolean integer bigint real double decimal(38, 4) varchar uuid date time(6) timestamp(6) with time zone timestamp(6) varbinary array(integer) map(varchar, bigint) row(a integer, b array(varchar))",
            string.Join(' ', answer.Columns.Select(column => column!["type"]!.GetValue<string>())));
        Assert.Equal(
            """[[true,1,9007199254740993,1.0,2.0,"12345678901234567890.1234","ä\"x","a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11","2026-01-31","12:00:00.500000","2026-01-31 10:00:00.000000 UTC","2026-01-31 12:00:00.123456","qg==",[1,null],{"k":1},[1,["x"]]]]""",
            answer.Data);
    }

    [Fact]
    public async Task Query_of_too_many_products_is_refused()
    {
        var answer = await mesh.Session(mesh.Analyst).RunAsync($"SELECT 1 FROM {string.Join(", ", Enumerable.Range(1, 101).Select(at => $"orders.needless{at}"))}");

        Assert.Equal(("QUERY_REJECTED", "The query names 101 products; a query may read 100 at most. Split it."), (answer.ErrorName, answer.Message));
        Assert.DoesNotContain(mesh.Services.Requested, address => address.Contains("needless", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_near_missing_products_are_looked_up_once()
    {
        var listed = new ConcurrentQueue<string?>();
        mesh.Services.Listing = listed.Enqueue;
        try
        {
            var answer = await mesh.Session(mesh.Analyst).RunAsync("SELECT 1 FROM unheard.first, unheard.second, unheard.third");

            Assert.Equal("line 1:15: Schema 'unheard' does not exist", answer.Message);
            Assert.Single(listed, "unheard");
        }
        finally
        {
            mesh.Services.Listing = null;
        }
    }

    [Fact]
    public async Task Domain_that_publishes_during_the_query_is_said_to_start()
    {
        var product = TestProducts.Product("dawn.orders", [TestProducts.Column("id", "BIGINT")]);
        mesh.Services.Listing = domain =>
        {
            if (domain is null)
            {
                mesh.Services.Register(product);
            }
        };
        try
        {
            var answer = await mesh.Session(mesh.Analyst).RunAsync("SELECT * FROM dawn.orders");

            Assert.Equal(
                ("SCHEMA_NOT_FOUND", "line 1:15: Schema 'dawn' has not published 'orders' yet: its domain is starting. Try again in a moment"),
                (answer.ErrorName, answer.Message));
        }
        finally
        {
            mesh.Services.Listing = null;
            mesh.Services.Remove(product.Name);
        }
    }

    [Fact]
    public async Task Names_without_schema_use_the_sessions()
    {
        var session = mesh.Session(mesh.Analyst, s => s.Headers["X-Trino-Schema"] = "Orders");

        Assert.Equal("[[1000]]", (await session.RunAsync("SELECT count(*) FROM orders")).Data);
        Assert.Equal("[[1000,3]]", (await session.RunAsync("SELECT (SELECT count(*) FROM orders), (SELECT count(*) FROM payments.grown)")).Data);
    }

    [Theory]
    [InlineData("SELECT * FROM orders", "MISSING_SCHEMA_NAME", "line 1:15: ")]
    [InlineData("SELECT * FROM orders.nothing", "TABLE_NOT_FOUND", "line 1:15: Table 'mesh.orders.nothing' does not exist")]
    [InlineData("SELECT *\nFROM nowhere.nothing", "SCHEMA_NOT_FOUND", "line 2:6: Schema 'nowhere' does not exist")]
    [InlineData("SELECT * FROM other.orders.orders", "CATALOG_NOT_FOUND", "line 1:15: Catalog 'other' not found")]
    [InlineData("SELECT * FROM hidden.vault", "SCHEMA_NOT_FOUND", "line 1:15: Schema 'hidden' does not exist")]
    [InlineData("SELECT * FROM payments.ledger", "PERMISSION_DENIED", "Access Denied: Cannot select from table mesh.payments.ledger: ")]
    [InlineData("SELECT nope FROM orders.orders", "COLUMN_NOT_FOUND", "line 1:8: ")]
    [InlineData("SELECT *\nFROM orders.orders WHERE", "SYNTAX_ERROR", "line 2:")]
    [InlineData("SELECT items + total FROM orders.orders", "TYPE_MISMATCH", "line 1:14: ")]
    [InlineData("SELECT 1 FROM orders.orders WHERE total BETWEEN '1' AND 5", "TYPE_MISMATCH", "line 1:41: ")]
    [InlineData("SELECT CAST('x' AS INTEGER)", "INVALID_CAST_ARGUMENT", "line 1:8: ")]
    [InlineData("SELECT 9223372036854775807 + BIGINT '1'", "NUMERIC_VALUE_OUT_OF_RANGE", "")]
    [InlineData("SELECT CAST(1e400 AS DOUBLE)", "NUMERIC_VALUE_OUT_OF_RANGE", "line 1:13: A number here is beyond what a DOUBLE holds.")]
    [InlineData("SELECT 1\nWHERE 2 > -1e999", "NUMERIC_VALUE_OUT_OF_RANGE", "line 2:11: A number here is beyond what a DOUBLE holds.")]
    [InlineData("SELECT 1 \0 ", "SYNTAX_ERROR", "The statement, or the name of its session's schema, holds the character U+0000.")]
    [InlineData("SHOW TABLES FROM orders LIKE 'a\0b'", "SYNTAX_ERROR", "The statement, or the name of its session's schema, holds the character U+0000.")]
    [InlineData("SELECT (SELECT status FROM orders.orders)", "SUBQUERY_MULTIPLE_ROWS", "")]
    [InlineData("SELECT INTERVAL '1' MONTH + INTERVAL '1' DAY", "NOT_SUPPORTED", "An interval")]
    [InlineData("SELECT * FROM evil.thief", "MESH_DATA_UNREADABLE", "The table of evil.thief names files outside")]
    public async Task Failure_names_its_kind_and_place(string sql, string name, string message)
    {
        var answer = await mesh.Session(mesh.Analyst).RunAsync(sql);

        Assert.NotNull(answer.Error);
        Assert.StartsWith(name, answer.ErrorName, StringComparison.Ordinal);
        Assert.StartsWith(message, answer.Message, StringComparison.Ordinal);
        Assert.Equal(name == "MESH_DATA_UNREADABLE" ? "EXTERNAL" : "USER_ERROR", answer.Error["errorType"]!.GetValue<string>());
        Assert.Equal(message.StartsWith("line", StringComparison.Ordinal), answer.Error["errorLocation"] is not null);
    }

    [Theory]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')")]
    [InlineData("SELECT * FROM duckdb_settings()")]
    [InlineData("COPY (SELECT 1) TO '/tmp/x'")]
    [InlineData("SELECT getenv('PATH')")]
    [InlineData("ATTACH '/tmp/x.db'")]
    [InlineData("SELECT * FROM '/etc/passwd'")]
    [InlineData("INSTALL httpfs")]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("SELECT * FROM duckdb_views")]
    [InlineData("SELECT * FROM sqlite_master")]
    [InlineData("SELECT * FROM pg_catalog.pg_class")]
    [InlineData("SELECT * FROM system.main.duckdb_tables")]
    [InlineData("SELECT * FROM memory.main.x")]
    [InlineData("SELECT * FROM temp.x")]
    [InlineData("START TRANSACTION")]
    [InlineData("SET PATH mesh.orders")]
    [InlineData("SET memory_limit = '1GB'")]
    [InlineData("SET SESSION x = 1")]
    [InlineData("SELECT * FROM orders.orders AT (VERSION => 1)")]
    public async Task Everything_else_is_refused_and_the_next_query_answers(string sql)
    {
        var answer = await mesh.Session(mesh.Analyst).RunAsync(sql);

        Assert.Equal("USER_ERROR", answer.Error?["errorType"]?.GetValue<string>());
        Assert.Equal("[[1]]", (await mesh.Session(mesh.Analyst).RunAsync("SELECT 1")).Data);
    }

    // The engine sometimes sees the end of its memory by itself, before its worker is ended.
    [Fact]
    [Trait("Category", "Slow")]
    public async Task Query_past_its_memory_is_ended_and_the_next_one_answers()
    {
        var answer = await mesh.Session(mesh.Analyst).RunAsync("SELECT length(lpad('x', 2000000000, 'y'))");

        Assert.StartsWith("EXCEEDED_", answer.ErrorName, StringComparison.Ordinal);
        Assert.Equal("INSUFFICIENT_RESOURCES", answer.Error!["errorType"]!.GetValue<string>());
        Assert.Equal("[[1]]", (await mesh.Session(mesh.Analyst).RunAsync("SELECT 1")).Data);
    }

    [Fact]
    public async Task Publish_is_visible_at_once()
    {
        var product = TestProducts.Product("payments.live", [TestProducts.Column("id", "BIGINT")]);
        mesh.Services.Register(product);
        Assert.Equal("[[0]]", (await mesh.Session(mesh.Analyst).RunAsync("SELECT count(*) FROM payments.live")).Data);

        var table = await mesh.Products.TableAsync(product);
        Assert.Equal("[[0]]", (await mesh.Session(mesh.Analyst).RunAsync("SELECT count(*) FROM payments.live")).Data);

        await table.AppendAsync("SELECT 1 AS id");
        Assert.Equal("[[1]]", (await mesh.Session(mesh.Analyst).RunAsync("SELECT count(*) FROM payments.live")).Data);
    }

    [Fact]
    public async Task Time_zone_of_the_session_counts_and_one_that_is_not_known_is_the_callers_mistake()
    {
        var session = mesh.Session(mesh.Analyst, s => s.Headers["X-Trino-Time-Zone"] = "America/Sao_Paulo");

        Assert.Equal("[[2]]", (await session.RunAsync("SELECT count(*) FROM orders.orders WHERE purchased_at < TIMESTAMP '2018-01-01 00:00:00'")).Data);
        session.Headers["X-Trino-Time-Zone"] = "Mars/Base'; SELECT 1 --";
        Assert.Equal("NOT_SUPPORTED", (await session.RunAsync("SELECT 1")).ErrorName);
        session.Headers["X-Trino-Time-Zone"] = "Etc/UTC";
        session.Headers["X-Trino-Session"] = "xyzzy_of_nothing=1";
        Assert.Equal("Session property 'xyzzy_of_nothing' does not exist. SHOW SESSION lists those that do.", (await session.RunAsync("SELECT 1")).Message);

        var answer = await mesh.Session(mesh.Analyst, s => s.Headers["X-Trino-Time-Zone"] = "Mars/Base").RunAsync("SELECT 1");

        Assert.Equal(("NOT_SUPPORTED", "USER_ERROR"), (answer.ErrorName, answer.Error?["errorType"]?.GetValue<string>()));
        Assert.Contains("a region such as Europe/Berlin, UTC, or an offset", answer.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("+05:00")]
    [InlineData("%2B05%3A00")]
    public async Task Time_zone_of_the_session_may_be_an_offset(string zone)
    {
        var session = mesh.Session(mesh.Analyst, s => s.Headers["X-Trino-Time-Zone"] = zone);

        Assert.Equal("[[\"2018-01-01 05:00:00.000\"]]", (await session.RunAsync("SELECT CAST(from_unixtime(1514764800) AS TIMESTAMP)")).Data);
    }

    [Theory]
    [InlineData(null, null, "[[null,\"mesh\",1000]]")]
    [InlineData("mesh", "Orders", "[[\"orders\",\"mesh\",1000]]")]
    [InlineData("mesh", "payments", "[[\"payments\",\"mesh\",1000]]")]
    public async Task Session_is_what_the_client_says(string? catalog, string? schema, string rows)
    {
        var session = mesh.Session(mesh.Analyst, s =>
        {
            s.Headers["X-Trino-Catalog"] = catalog ?? "";
            s.Headers["X-Trino-Schema"] = schema ?? "";
        });

        Assert.Equal(rows, (await session.RunAsync("SELECT current_schema, current_catalog, count(*) FROM mesh.orders.orders")).Data);
    }

    [Fact]
    public async Task Catalog_that_is_down_is_not_the_callers_fault()
    {
        mesh.Services.CatalogIsUp = false;
        try
        {
            var answer = await mesh.Session(mesh.Analyst).RunAsync("SELECT count(*) FROM orders.orders");
            Assert.Equal("MESH_CATALOG_UNAVAILABLE", answer.ErrorName);
            Assert.Equal("EXTERNAL", answer.Error!["errorType"]!.GetValue<string>());
        }
        finally
        {
            mesh.Services.CatalogIsUp = true;
        }
    }

    [Fact]
    public async Task Every_decision_is_in_the_audit_trail()
    {
        var session = mesh.Session(mesh.Analyst);
        await session.RunAsync("SELECT count(customer_email) FROM orders.orders WHERE 'needle-in-the-text' = status");
        var permitted = await mesh.RecordAsync(session.Id);
        Assert.True(permitted.Permit);
        Assert.Equal("orders.orders", permitted.Product?.ToString());
        Assert.Equal(("query", "analyst", "analytics", "read"), (permitted.Service, permitted.Subject, permitted.SubjectDomain, permitted.Action));
        Assert.Equal(["customer_email"], permitted.MaskedColumns);
        Assert.NotNull(permitted.PolicyVersion);

        await session.RunAsync("SELECT * FROM payments.ledger");
        var denied = await mesh.RecordAsync(session.Id);
        Assert.False(denied.Permit);
        Assert.Equal("payments.ledger", denied.Product?.ToString());

        await session.RunAsync("SELECT getenv('needle-in-the-text')");
        var refused = await mesh.RecordAsync(session.Id);
        Assert.False(refused.Permit);
        Assert.Null(refused.Product);
        Assert.DoesNotContain(mesh.Services.Audit, record => record.ToString().Contains("needle", StringComparison.Ordinal));
    }
}
