using System.Text;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>No way of asking shows a value that is masked, or a row that is filtered.</summary>
[Collection(ProxyCollection.Name)]
public sealed class ProtectionTests(ProxyFixture mesh)
{
    [Fact]
    public async Task Owner_sees_what_the_analyst_does_not()
    {
        const string Sql = "SELECT DISTINCT customer_email, customer_address FROM orders.orders";
        var analyst = await mesh.Session(mesh.Analyst).RunAsync(Sql);
        var owner = await mesh.Session(mesh.OrdersOwner).RunAsync(Sql);

        Assert.Equal("[[\"****\",\"****\"]]", analyst.Data);
        Assert.Equal(TestProducts.Orders, owner.Rows.Count);
        Assert.Contains("secret-7@customers.example", owner.Data, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT * FROM orders.orders")]
    [InlineData("SELECT o FROM orders.orders o")]
    [InlineData("SELECT orders FROM orders.orders")]
    [InlineData("SELECT orders.orders.customer_email FROM orders.orders")]
    [InlineData("SELECT mesh.orders.orders.customer_email FROM mesh.orders.orders")]
    [InlineData("SELECT to_json(o) FROM orders.orders o")]
    [InlineData("SELECT struct_pack(*COLUMNS(*)) FROM orders.orders")]
    [InlineData("SELECT COLUMNS('customer_.*') FROM orders.orders")]
    [InlineData("SELECT COLUMNS(c -> c LIKE '%email%') FROM orders.orders")]
    [InlineData("SELECT * EXCLUDE (items) REPLACE (upper(customer_email) AS customer_email) FROM orders.orders")]
    [InlineData("SELECT #4, #5 FROM orders.orders")]
    [InlineData("SELECT min(customer_email), max(customer_email), any_value(customer_address), mode(customer_email) FROM orders.orders")]
    [InlineData("SELECT array_agg(customer_email), listagg(customer_email, ',') WITHIN GROUP (ORDER BY total), histogram(customer_email), max_by(customer_email, total), approx_top_k(customer_email, 3) FROM orders.orders")]
    [InlineData("SELECT * FROM orders.orders ORDER BY customer_email LIMIT 5")]
    [InlineData("SELECT DISTINCT customer_email FROM orders.orders")]
    [InlineData("SELECT customer_email FROM orders.orders WHERE customer_email LIKE 'secret-1%'")]
    [InlineData("SELECT customer_email FROM orders.orders WHERE regexp_like(customer_email, 'secret')")]
    [InlineData("SELECT a.customer_email FROM orders.orders a JOIN (VALUES ('secret-1@customers.example')) v(e) ON a.customer_email = v.e")]
    [InlineData("SELECT a.customer_email, b.customer_email FROM orders.orders a JOIN orders.orders b USING (customer_email) LIMIT 5")]
    [InlineData("SELECT first_value(customer_email) OVER (ORDER BY customer_email), lag(customer_email) OVER (ORDER BY total) FROM orders.orders LIMIT 5")]
    [InlineData("SELECT s.e FROM orders.orders o, LATERAL (SELECT o.customer_email AS e) s LIMIT 5")]
    [InlineData("SELECT (SELECT max(i.customer_email) FROM orders.orders i WHERE i.order_id = o.order_id) FROM orders.orders o LIMIT 5")]
    [InlineData("WITH RECURSIVE r AS (SELECT customer_email AS e, 1 AS n FROM orders.orders UNION ALL SELECT e, n + 1 FROM r WHERE n < 2) SELECT DISTINCT e FROM r")]
    [InlineData("SELECT customer_email.upper(), (customer_email || '!') FROM orders.orders LIMIT 5")]
    [InlineData("SELECT CAST(customer_email AS INTEGER) FROM orders.orders")]
    [InlineData("SELECT * FROM orders.orders WHERE CAST(customer_email AS INTEGER) = 1")]
    [InlineData("SELECT CAST(customer_email AS DATE) FROM orders.orders")]
    [InlineData("SELECT date_parse(customer_email, '%Y') FROM orders.orders")]
    [InlineData("SELECT json_extract(customer_email, '$.a') FROM orders.orders")]
    [InlineData("SELECT count(*) FROM orders.orders GROUP BY CAST(customer_address AS UUID)")]
    [InlineData("SELECT sum(CAST(customer_email AS DECIMAL(18,2))) OVER () FROM orders.orders")]
    [InlineData("SELECT * FROM orders.orders ORDER BY CAST(customer_email AS TIMESTAMP)")]
    [InlineData("SELECT * FROM orders.orders o JOIN payments.grown g ON CAST(o.customer_email AS BIGINT) = g.id")]
    [InlineData("SELECT * FROM orders.orders UNION ALL BY NAME SELECT customer_email, 1 AS x FROM orders.orders")]
    [InlineData("SELECT * FROM orders.orders USING SAMPLE 5 ROWS")]
    [InlineData("SELECT unnest([customer_email]) FROM orders.orders LIMIT 5")]
    [InlineData("SELECT MAP {customer_email: total} FROM orders.orders LIMIT 5")]
    [InlineData("SELECT stats(customer_email) FROM orders.orders")]
    [InlineData("SELECT filename FROM orders.orders")]
    [InlineData("SELECT rowid, file_row_number FROM orders.orders")]
    [InlineData("SELECT view_definition FROM information_schema.views")]
    [InlineData("SELECT sql FROM duckdb_views()")]
    public async Task Masked_value_is_seen_nowhere(string sql)
    {
        var session = mesh.Session(mesh.Analyst);
        await session.RunAsync(sql);

        var seen = string.Concat(session.Pages.Select(page => page.ToJsonString()));
        Assert.DoesNotContain("customers.example", seen, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Hidden street", seen, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(".parquet", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("read_parquet", seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT count(*) FROM orders.orders WHERE customer_email LIKE 'secret%'", "[[0]]")]
    [InlineData("SELECT count(*) FROM orders.orders WHERE customer_email = '****'", "[[1000]]")]
    [InlineData("SELECT count(DISTINCT customer_email) FROM orders.orders", "[[1]]")]
    [InlineData("SELECT count(*) FROM orders.orders WHERE length(customer_email) > 4", "[[0]]")]
    [InlineData("SELECT count(*) FROM orders.orders a WHERE EXISTS (SELECT 1 FROM orders.orders b WHERE a.customer_email <> b.customer_email)", "[[0]]")]
    public async Task Conditions_are_evaluated_on_the_mask_not_on_the_value(string sql, string rows)
    {
        Assert.Equal(rows, (await mesh.Session(mesh.Analyst).RunAsync(sql)).Data);
    }

    [Theory]
    [InlineData("SELECT count(*), count(DISTINCT customer_state) FROM orders.filtered", "[[500,2]]", "[[1000,4]]")]
    [InlineData("SELECT DISTINCT customer_state FROM orders.filtered ORDER BY 1", "[[\"RJ\"],[\"SP\"]]", "[[\"BA\"],[\"MG\"],[\"RJ\"],[\"SP\"]]")]
    [InlineData("SELECT count(*) FROM orders.filtered WHERE customer_state = 'MG' OR true", "[[500]]", "[[1000]]")]
    [InlineData("SELECT (SELECT count(*) FROM orders.filtered WHERE customer_state = 'MG'), (SELECT max(purchased_at) IS NOT NULL FROM orders.filtered)", "[[0,true]]", "[[250,true]]")]
    public async Task Filtered_rows_are_not_there(string sql, string analyst, string owner)
    {
        Assert.Equal(analyst, (await mesh.Session(mesh.Analyst).RunAsync(sql)).Data);
        Assert.Equal(owner, (await mesh.Session(mesh.OrdersOwner).RunAsync(sql)).Data);
    }

    /// <summary>Each would fail, and so reveal it, if it ran over a hidden row: states MG and BA are not the analyst's to see.</summary>
    [Theory]
    [InlineData("SELECT count(*) FROM orders.filtered WHERE CASE WHEN customer_state = 'MG' THEN CAST('hit' AS INTEGER) = 1 ELSE true END")]
    [InlineData("SELECT count(*) FROM orders.filtered f JOIN (VALUES ('MG'), ('BA')) v(s) ON f.customer_state = v.s WHERE CASE WHEN f.customer_state = 'MG' THEN CAST('hit' AS INTEGER) = 1 ELSE true END")]
    [InlineData("SELECT count(*) FROM orders.filtered f JOIN orders.orders o USING (order_id) WHERE CASE WHEN f.customer_state NOT IN ('SP', 'RJ') THEN CAST(f.customer_state AS INTEGER) = 1 ELSE true END")]
    [InlineData("SELECT count(*) FROM orders.filtered WHERE customer_state IN ('SP', 'RJ') OR CAST(customer_state AS INTEGER) = 1")]
    [InlineData("SELECT count(CASE WHEN customer_state = 'BA' THEN CAST('hit' AS INTEGER) END) FROM orders.filtered")]
    [InlineData("SELECT count(*) FILTER (WHERE CASE WHEN customer_state = 'BA' THEN CAST('hit' AS INTEGER) = 1 ELSE true END) FROM orders.filtered")]
    [InlineData("SELECT count(*) FROM orders.filtered GROUP BY CASE WHEN customer_state = 'BA' THEN CAST('hit' AS INTEGER) END")]
    [InlineData("SELECT count(*) FROM (SELECT * FROM orders.filtered ORDER BY CASE WHEN customer_state = 'BA' THEN CAST('hit' AS INTEGER) END LIMIT 3)")]
    [InlineData("SELECT count(*) FROM orders.filtered a, orders.filtered b WHERE a.order_id = b.order_id AND CASE WHEN b.customer_state = 'MG' THEN CAST('hit' AS INTEGER) = 1 ELSE true END")]
    [InlineData("SELECT count(*) FROM orders.filtered WHERE order_id IN (SELECT order_id FROM orders.orders) AND CASE WHEN customer_state = 'BA' THEN CAST('hit' AS INTEGER) = 1 ELSE true END")]
    public async Task Hidden_row_does_not_reveal_itself_by_an_error(string sql)
    {
        Assert.Equal("", (await mesh.Session(mesh.Analyst).RunAsync(sql)).Message);
        Assert.NotEqual("", (await mesh.Session(mesh.OrdersOwner).RunAsync(sql.Replace("NOT IN ('SP', 'RJ')", "= 'MG'", StringComparison.Ordinal))).Message);
    }

    [Fact]
    public async Task Raw_files_cannot_be_named()
    {
        var file = mesh.OrdersFile;
        foreach (var sql in new[] { $"SELECT * FROM read_parquet('{file}')", $"SELECT * FROM '{file}'", $"SELECT * FROM \"{file}\"", $"SELECT * FROM orders.\"{file}\"", $"SELECT * FROM parquet_scan(['{file}'])" })
        {
            var answer = await mesh.Session(mesh.Analyst).RunAsync(sql);
            Assert.Equal("USER_ERROR", answer.Error?["errorType"]?.GetValue<string>());
            Assert.Empty(answer.Rows);
        }
    }

    [Fact]
    public async Task Hidden_product_looks_like_none()
    {
        var hidden = await mesh.Session(mesh.Analyst).RunAsync("SELECT * FROM hidden.vault");
        var none = await mesh.Session(mesh.Analyst).RunAsync("SELECT * FROM hidden.other");
        Assert.Equal(none.Message, hidden.Message);

        Assert.Equal("PERMISSION_DENIED", (await mesh.Session(mesh.Auditor).RunAsync("SELECT * FROM hidden.vault")).ErrorName);
    }

    [Fact]
    public async Task Error_text_holds_nothing_of_the_machine()
    {
        var seen = new StringBuilder();
        foreach (var sql in new[] { "SELECT * FROM evil.thief", "SELECT * FROM nope.nope", "SELECT nope FROM orders.orders", "SELECT nope(1)", "SELECT * FROM orders.orders o JOIN o.x y ON true" })
        {
            seen.Append((await mesh.Session(mesh.Analyst).RunAsync(sql)).Message).Append('\n');
        }

        Assert.DoesNotContain(Path.GetTempPath().TrimEnd('/') + "/", seen.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("duckdb_", seen.ToString(), StringComparison.Ordinal);
    }
}
