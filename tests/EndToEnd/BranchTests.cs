using System.Net;

namespace MeshStarter.EndToEnd;

/// <summary>The way of a branch from the catalog to the domain's publish; what is published of branches is held in the SDK's tests, foreign clients' in slow ones.</summary>
[Collection(ImportedMesh.Collection)]
public sealed class BranchTests(ImportedMesh imported)
{
    private const string Table = "/iceberg/v1/mesh/namespaces/orders/tables/orders";

    [Fact]
    public async Task Owner_makes_a_branch_and_publishes_it_and_others_do_not()
    {
        await imported.Mesh.QueryUntilAsync("SELECT 1 AS one FROM orders.orders LIMIT 1", "analyst", rows => rows.Count > 0);
        var (_, loaded) = await imported.Mesh.GetAsync("catalog", Table, "orders-owner");
        var snapshot = loaded.GetProperty("metadata").GetProperty("current-snapshot-id").GetInt64();

        var (made, answer) = await imported.Mesh.PostAsync("catalog", Table, "orders-owner", new Dictionary<string, object[]>(StringComparer.Ordinal)
        {
            ["requirements"] = [],
            ["updates"] = [new Dictionary<string, object>(StringComparer.Ordinal) { ["action"] = "set-snapshot-ref", ["ref-name"] = "ours", ["type"] = "branch", ["snapshot-id"] = snapshot }],
        });
        Assert.True(made == HttpStatusCode.OK, answer.ToString());

        Assert.Equal(HttpStatusCode.Forbidden, (await PublishAsync("ours", "analyst")).Status);
        var (status, published) = await PublishAsync("ours", "orders-owner");
        Assert.Equal((HttpStatusCode.OK, "ours", 0), (status, published.GetProperty("branch").GetString(), published.GetProperty("rows").GetInt32()));
        Assert.Equal(HttpStatusCode.BadRequest, (await PublishAsync("none", "orders-owner")).Status);
    }

    private Task<(HttpStatusCode Status, System.Text.Json.JsonElement Body)> PublishAsync(string branch, string persona) =>
        imported.Mesh.PostAsync("orders", $"/products/orders/branches/{branch}/publish", persona, new { });
}
