using System.Diagnostics;
using System.Net;
using System.Text.Json;
using MeshStarter.EndToEnd.Mesh;

namespace MeshStarter.EndToEnd;

/// <summary>A grant at every enforcement point: from the request to its revocation.</summary>
[Collection(ImportedMesh.Collection)]
public sealed class GrantTests(ImportedMesh imported)
{
    private const string Reader = "platform-admin";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private const string Table = "/iceberg/v1/mesh/namespaces/orders/tables/orders";

    [Fact]
    public async Task Granted_reader_sees_personal_data_at_every_enforcement_point_until_the_grant_is_revoked()
    {
        await imported.Mesh.QueryUntilAsync("SELECT 1 AS one FROM orders.orders LIMIT 1", Reader, rows => rows.Count > 0);
        Assert.All(await SeesAsync(), Assert.False);
        var (status, requested) = await imported.Mesh.PostAsync("governance", "/access/requests", Reader, new { products = new[] { "orders.orders" }, purpose = "For a test" });
        Assert.Equal(HttpStatusCode.Created, status);
        var request = requested.GetProperty("items")[0].GetProperty("id").GetString();
        await DecideAsync(request, "orders-owner");
        Assert.All(await SeesAsync(), Assert.False);

        var grant = (await DecideAsync(request, "security")).GetProperty("grant").GetString();

        await UntilAsync(sees => sees.All(each => each));

        Assert.Equal(HttpStatusCode.OK, (await imported.Mesh.PostAsync("governance", $"/access/grants/{grant}/revoke", "orders-owner", new { reason = "Over" })).Status);

        await UntilAsync(sees => !sees.Any(each => each));
    }

    private async Task UntilAsync(Func<bool[], bool> right)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        bool[] sees;
        for (var began = Stopwatch.GetTimestamp(); !right(sees = await SeesAsync()) && Stopwatch.GetElapsedTime(began) < Patience;)
            await timer.WaitForNextTickAsync();
        Assert.True(right(sees), string.Join(", ", sees));
    }

    // In SQL, at the REST port, and at the catalog's Iceberg endpoint.
    private async Task<bool[]> SeesAsync() =>
    [
        await IsClearInSqlAsync(),
        IsClear(await imported.Mesh.GetAsync("orders", "/products/orders/rows?limit=1", Reader)),
        (await imported.Mesh.GetAsync("catalog", Table, Reader)).Status == HttpStatusCode.OK,
    ];

    // An answer that was under way when its grant ended is refused with grant-revoked: it was asked for while the grant held.
    private async Task<bool> IsClearInSqlAsync()
    {
        try
        {
            return IsClear((await imported.Mesh.QueryAsync("SELECT customer_email FROM orders.orders LIMIT 1", Reader))[0]);
        }
        catch (QueryRefusedException refused) when (refused.IsGrantEnded)
        {
            return true;
        }
    }

    private static bool IsClear((HttpStatusCode Status, JsonElement Body) page)
    {
        if (page.Status == HttpStatusCode.OK)
        {
            return IsClear(page.Body.GetProperty("items")[0]);
        }

        Assert.Contains("grant-revoked", page.Body.ToString(), StringComparison.Ordinal);
        return true;
    }

    private static bool IsClear(JsonElement row) => row.GetProperty("customer_email").GetString()!.Contains('@', StringComparison.Ordinal);

    private async Task<JsonElement> DecideAsync(string? request, string persona)
    {
        var (status, body) = await imported.Mesh.PostAsync("governance", $"/access/requests/{request}/approve", persona, new { reason = "For a test" });
        Assert.True(status == HttpStatusCode.OK, body.ToString());
        return body;
    }
}
