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
    [InlineData("SELECT count(*) FROM orders.orders WHERE customer_email LIKE 'secret%'", "[[0]]")]
    [InlineData("SELECT count(*) FROM orders.orders WHERE customer_email = '****'", "[[1000]]")]
    [InlineData("SELECT count(DISTINCT customer_email) FROM orders.orders", "[[1]]")]
    [InlineData("SELECT count(*) FROM orders.orders WHERE length(customer_email) > 4", "[[0]]")]
    [InlineData("SELECT count(*) FROM orders.orders a WHERE EXISTS (SELECT 1 FROM orders.orders b WHERE a.customer_email <> b.customer_email)", "[[0]]")]
    public async Task Conditions_are_evaluated_on_the_mask_not_on_the_value(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

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
