using System.Net;
using System.Text.Json;

namespace MeshStarter.EndToEnd;

/// <summary>A grant at every enforcement point: from the request to its revocation.</summary>
[Collection(ImportedMesh.Collection)]
public sealed class GrantTests(ImportedMesh imported)
{
    private const string Reader = "platform-admin";

    private const string Stream = "/products/fact_order_events/events";

    private const string Table = "/iceberg/v1/mesh/namespaces/orders/tables/orders";

    [Fact]
    public async Task Granted_reader_sees_personal_data_at_every_enforcement_point_until_the_grant_is_revoked_and_not_while_suspended()
    {
        await imported.Mesh.QueryUntilAsync("SELECT 1 AS one FROM orders.orders LIMIT 1", Reader, rows => rows.Count > 0);
        Assert.All(await SeesAsync(), Assert.False);
        var (status, requested) = await imported.Mesh.PostAsync("governance", "/access/requests", Reader, new { products = new[] { "orders.orders", "orders.fact_order_events" }, purpose = "For a test" });
        Assert.Equal(HttpStatusCode.Created, status);
        var requests = requested.GetProperty("items").EnumerateArray().ToDictionary(item => item.GetProperty("product").GetString()!, item => item.GetProperty("id").GetString(), StringComparer.Ordinal);
        foreach (var request in requests.Values)
        {
            await imported.Mesh.ApproveAsync(request, "orders-owner");
        }

        Assert.All(await SeesAsync(), Assert.False);

        Dictionary<string, string?> grants = new(StringComparer.Ordinal);
        foreach (var (product, request) in requests)
        {
            grants[product] = (await imported.Mesh.ApproveAsync(request, "security")).GetProperty("grant").GetString();
        }

        await UntilAsync(sees => sees.All(each => each));

        await SetSuspendedAsync("suspend");
        await UntilAsync(sees => !sees.Any(each => each));
        await SetSuspendedAsync("resume");
        await UntilAsync(sees => sees.All(each => each));

        var waiting = await WaitForEventsAsync();
        await RevokeAsync(grants["orders.fact_order_events"]);
        var (ended, problem) = await waiting;
        Assert.Equal((HttpStatusCode.Forbidden, "urn:mesh:problem:grant-revoked"), (ended, problem.GetProperty("type").GetString()));

        await RevokeAsync(grants["orders.orders"]);
        await UntilAsync(sees => !sees.Any(each => each));
    }

    private async Task SetSuspendedAsync(string verb) =>
        Assert.Equal(HttpStatusCode.NoContent, (await imported.Mesh.PostAsync("governance", $"/access/principals/{Reader}/{verb}", "security", new { reason = "For a test" })).Status);

    private async Task RevokeAsync(string? grant) =>
        Assert.Equal(HttpStatusCode.OK, (await imported.Mesh.PostAsync("governance", $"/access/grants/{grant}/revoke", "orders-owner", new { reason = "Over" })).Status);

    /// <summary>Reads the stream to its end, and then waits for an event that does not come.</summary>
    private async Task<Task<(HttpStatusCode Status, JsonElement Body)>> WaitForEventsAsync()
    {
        var (token, last) = (await imported.Mesh.TokenAsync(Reader), "");
        while (true)
        {
            var (status, page) = await imported.Mesh.GetByTokenAsync("orders", $"{Stream}?limit=1000{last}", token);
            Assert.True(status == HttpStatusCode.OK, page.ToString());
            if (page.GetArrayLength() == 0)
            {
                var waiting = imported.Mesh.GetByTokenAsync("orders", $"{Stream}?timeout=30000{last}", token);
                // One that is sent later has its answer: this one waits by now, by the grant.
                await imported.Mesh.GetByTokenAsync("orders", $"{Stream}?limit=1", token);
                return waiting;
            }

            last = $"&lastEventId={Uri.EscapeDataString(page[page.GetArrayLength() - 1].GetProperty("id").GetString()!)}";
        }
    }

    private async Task UntilAsync(Func<bool[], bool> right)
    {
        var sees = await TestMesh.UntilAsync(SeesAsync, right);
        Assert.True(right(sees), string.Join(", ", sees));
    }

    // In SQL, at the ports, and at the catalog's Iceberg endpoint.
    private async Task<bool[]> SeesAsync() =>
    [
        await IsClearInSqlAsync(),
        IsClear(await imported.Mesh.GetTextAsync("orders", "/products/orders/rows?limit=1", Reader)),
        IsClear(await imported.Mesh.GetTextAsync("orders", "/products/orders/table?columns=customer_email", Reader)),
        IsClear(await imported.Mesh.GetTextAsync("orders", $"{Stream}?limit=1", Reader)),
        (await imported.Mesh.GetAsync("catalog", Table, Reader)).Status == HttpStatusCode.OK,
    ];

    // An answer that was under way when its grant ended is refused with grant-revoked: it was requested while the grant held.
    private async Task<bool> IsClearInSqlAsync()
    {
        try
        {
            return IsClear((HttpStatusCode.OK, (await imported.Mesh.QueryAsync("SELECT customer_email FROM orders.orders LIMIT 1", Reader))[0].GetRawText()));
        }
        catch (QueryRefusedException refused) when (refused.IsGrantEnded)
        {
            return true;
        }
    }

    private static bool IsClear((HttpStatusCode Status, string Text) answer)
    {
        Assert.True(answer.Status == HttpStatusCode.OK || answer.Text.Contains("grant-revoked", StringComparison.Ordinal), answer.Text);
        return answer.Status != HttpStatusCode.OK || answer.Text.Contains('@', StringComparison.Ordinal);
    }
}
