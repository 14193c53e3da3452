using System.Net;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Queries;
using MeshStarter.QueryProxy.Tests.Clients;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>The records of queries that the catalog gets.</summary>
[Collection(ClientCollection.Name)]
public sealed class CapturedTests(ClientFixture mesh)
{
    [Fact]
    public async Task Query_is_recorded_with_its_caller_products_and_columns_and_without_its_literals()
    {
        var name = $"c{Guid.NewGuid():N}";
        await QueryAsync($"SELECT status AS {name}, count(*) FROM orders.orders WHERE customer_state = 'a secret' AND total > 4711 GROUP BY status -- for ann@example.org", mesh.Analyst);

        var query = await RecordAsync(name);

        Assert.Equal(("analyst", "analytics", 0L, null), (query.Principal, query.Domain, query.Rows, query.Error));
        Assert.Equal($"select status as {name}, count(*) from orders.orders where customer_state = ? and total > ? group by status", query.Sql);
        Assert.Equal(NormalizedSql.Fingerprint(query.Sql!), query.Fingerprint);
        var read = Assert.Single(query.Reads);
        Assert.Equal((DataProductId.Parse("orders.orders"), 1), (read.Product, read.Major));
        Assert.Equal("status / customer_state total / status", $"{string.Join(' ', read.Columns!.Select)} / {string.Join(' ', read.Columns.Where)} / {string.Join(' ', read.Columns.Group)}");
        Assert.NotNull(read.SnapshotId);
        Assert.True(read.SnapshotAgeMs >= 0);
    }

    [Theory]
    [InlineData("4711, 'a secret'")]
    [InlineData("-4711 + 1, upper('a secret')")]
    public async Task Prepared_statement_is_recorded_as_it_was_prepared(string values)
    {
        var name = $"c{Guid.NewGuid():N}";
        await QueryAsync($"EXECUTE IMMEDIATE 'SELECT status AS {name} FROM orders.orders WHERE total > ? AND customer_state = ?' USING {values}", mesh.Analyst);

        var query = await RecordAsync(name);

        Assert.Equal($"select status as {name} from orders.orders where total > ? and customer_state = ?", query.Sql);
        Assert.Equal("customer_state total", string.Join(' ', Assert.Single(query.Reads).Columns!.Where));
    }

    [Fact]
    public async Task Query_that_fails_after_it_was_permitted_is_recorded_with_its_error()
    {
        var name = $"c{Guid.NewGuid():N}";
        using var answer = await mesh.AskAsync($"SELECT CAST(status AS INTEGER) AS {name} FROM orders.orders", mesh.Analyst);

        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotNull((await RecordAsync(name)).Error);
    }

    [Fact]
    public async Task Query_that_reads_no_product_or_is_refused_is_not_recorded()
    {
        var (none, hidden, last) = ($"c{Guid.NewGuid():N}", $"c{Guid.NewGuid():N}", $"c{Guid.NewGuid():N}");
        await QueryAsync($"SELECT 1 AS {none}", mesh.Analyst);
        using var refused = await mesh.AskAsync($"SELECT x AS {hidden} FROM hidden.vault", mesh.Analyst);
        await QueryAsync($"SELECT status AS {last} FROM orders.orders LIMIT 1", mesh.Analyst);

        await RecordAsync(last);
        Assert.DoesNotContain(mesh.Services.Queries, query => query.Sql!.Contains(none, StringComparison.Ordinal) || query.Sql.Contains(hidden, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Records_wait_while_the_catalog_takes_none_and_no_query_waits_for_them()
    {
        var name = $"c{Guid.NewGuid():N}";
        mesh.Services.QueriesAreUp = false;
        try
        {
            await QueryAsync($"SELECT status AS {name} FROM orders.orders LIMIT 1", mesh.Analyst);
            await Eventually.HoldsAsync(() => mesh.Services.RefusedQueries > 0);
            await QueryAsync("SELECT status FROM orders.orders LIMIT 1", mesh.Analyst);
        }
        finally
        {
            mesh.Services.QueriesAreUp = true;
        }

        await RecordAsync(name);
    }

    private async Task<CapturedQuery> RecordAsync(string name)
    {
        await Eventually.HoldsAsync(() => mesh.Services.Queries.Any(query => query.Sql!.Contains(name, StringComparison.Ordinal)));
        return mesh.Services.Queries.First(query => query.Sql!.Contains(name, StringComparison.Ordinal));
    }

    private async Task QueryAsync(string sql, string token)
    {
        using var answer = await mesh.AskAsync(sql, token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await answer.Content.ReadAsStringAsync();
    }
}
