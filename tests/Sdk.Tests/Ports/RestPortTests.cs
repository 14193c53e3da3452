using System.Net;
using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Sdk.Tests.Ports.Running;

namespace MeshStarter.Sdk.Tests.Ports;

[Collection(OrdersMesh.Collection)]
[Trait("Category", "Quick")]
public sealed class RestPortTests(OrdersMesh mesh)
{
    private const string Path = "/products/orders/rows";

    [SkippableFact]
    public async Task Pages_are_of_one_snapshot_without_gap_or_overlap_whatever_comes_concurrently()
    {
        mesh.Require();
        var customer = Guid.NewGuid();
        List<Guid> placed = [];
        for (var number = 0; number < 3; number++)
        {
            placed.Add(await mesh.PlaceAsync(customer, OrdersMesh.OpenCity));
        }

        var first = await PageAsync($"customer_id={customer}&limit=2");
        var later = await mesh.PlaceAsync(customer, OrdersMesh.OpenCity);
        var second = await PageAsync($"customer_id={customer}&limit=2&after={first.GetProperty("next").GetString()}");

        Assert.Equal(["snapshot_id", "items", "next"], second.EnumerateObject().Select(member => member.Name));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        Assert.Equal(first.GetProperty("snapshot_id").GetInt64(), second.GetProperty("snapshot_id").GetInt64());
        Assert.Equal((2, 1), (Orders(first).Count, Orders(second).Count));
        Assert.Equal(placed.Order(), Orders(first).Concat(Orders(second)).Order());
        Assert.Contains(later, Orders(await PageAsync($"customer_id={customer}")));
    }

    [SkippableTheory]
    [InlineData("orders-owner", 1)]
    [InlineData("analyst", 0)]
    public async Task Filter_compares_what_the_reader_sees(string persona, int found)
    {
        var page = await PageAsync($"order_id={mesh.FirstOrder}&customer_email=somebody@example.com", persona);

        Assert.Equal(found, Orders(page).Count);
    }

    [SkippableTheory]
    [InlineData("limit=1001", "limit: must be a whole number from 1 to 1000.")]
    [InlineData("purchased_at=yesterday", "purchased_at: a value to filter by is not of its column's type, TIMESTAMP. Write it as the rows have it.")]
    public async Task Question_out_of_bounds_is_refused(string query, string detail) =>
        Assert.Equal((HttpStatusCode.BadRequest, ProblemTypes.BadRequest, detail), await mesh.RefusalAsync($"{Path}?{query}"));

    [SkippableFact]
    public async Task Page_of_a_snapshot_that_is_not_kept_is_410()
    {
        var (status, body, _) = await mesh.GetAsync($"{Path}?after=4711:2");

        Assert.Equal((HttpStatusCode.Gone, ProblemTypes.SnapshotNotFound), (status, JsonElement.Parse(body).GetProperty("type").GetString()));
    }

    private async Task<JsonElement> PageAsync(string query, string persona = "analyst")
    {
        var (status, body, _) = await mesh.GetAsync($"{Path}?{query}", persona);
        Assert.Equal(HttpStatusCode.OK, status);
        return JsonElement.Parse(body);
    }

    private static List<Guid> Orders(JsonElement page) => [.. page.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("order_id").GetGuid())];
}
