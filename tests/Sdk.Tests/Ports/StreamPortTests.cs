using System.Net;
using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Events;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Rows;
using MeshStarter.Platform.Avro.Schemas;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Publishing;
using MeshStarter.Sdk.Tests.Ports.Running;

namespace MeshStarter.Sdk.Tests.Ports;

[Collection(OrdersMesh.Collection)]
public sealed class StreamPortTests(OrdersMesh mesh)
{
    private const string Path = "/products/fact_order_events/events";

    [SkippableFact]
    public async Task Events_come_in_their_order_as_a_batch_of_cloud_events()
    {
        var (status, body, response) = await mesh.GetAsync(Path + "?limit=2");

        Assert.Equal((HttpStatusCode.OK, CloudEvent.BatchContentType), (status, response.Content.Headers.ContentType!.MediaType));
        Assert.True(response.Headers.CacheControl!.NoStore);
        var events = JsonElement.Parse(body).EnumerateArray().ToList();
        Assert.Equal(
            [("orders.fact_order_events.v1", "/orders/fact_order_events", mesh.FirstOrder, "placed"), ("orders.fact_order_events.v1", "/orders/fact_order_events", mesh.FirstOrder, "paid")],
            events.Select(received => (
                received.GetProperty("type").GetString()!,
                received.GetProperty("source").GetString()!,
                received.GetProperty("data").GetProperty("order_id").GetGuid(),
                received.GetProperty("data").GetProperty("event_type").GetString()!)));
    }

    [SkippableFact]
    public async Task Events_say_which_schema_of_the_registry_they_were_validated_against()
    {
        // The port gives the schema's guid in place of its id while the registry does not answer within its time.
        JsonElement received = default;
        var address = "";
        await Eventually.HoldsAsync(async () =>
        {
            received = JsonElement.Parse((await mesh.GetAsync(Path + "?limit=1")).Body)[0];
            address = received.GetProperty("dataschema").GetString()!;
            return !address.Contains("/guids/", StringComparison.Ordinal);
        });

        var latest = await mesh.RegistryAsync(new Uri(mesh.Catalog, "schema-registry/subjects/orders.fact_order_events-value/versions/latest"));
        Assert.Equal(new Uri(mesh.Catalog, $"schema-registry/schemas/ids/{latest.GetProperty("id").GetInt32()}").ToString(), address);
        var schema = AvroSchema.Parse((await mesh.RegistryAsync(new Uri(address))).GetProperty("schema").GetString()!);
        Assert.Equal(((AvroRecord)schema).Fields.Select(field => field.Name), received.GetProperty("data").EnumerateObject().Select(member => member.Name));
        var contract = JsonSerializer.Deserialize<DataProductDescriptor>(latest.GetProperty("metadata").GetProperty("properties").GetProperty("mesh.contract").GetString()!, MeshJson.Options)!;
        Assert.Equal(schema.ToString(), AvroSchemas.FromDescriptor(contract).ToString());
        Assert.Empty(new RowContract(contract.Schema).Check(received.GetProperty("data")).Violations);
    }

    [SkippableFact]
    public async Task Publisher_elsewhere_holds_rows_against_the_registrys_schema()
    {
        using var http = await mesh.CatalogClientAsync("orders-owner");
        var publisher = new DataProductPublisher("orders", "fact_order_events", mesh.Catalog, http);

        var refused = await Assert.ThrowsAsync<ContractViolationException>(() => publisher.EmitAsync(new { event_id = Guid.NewGuid(), totl = 3 }, null!, CancellationToken.None));

        Assert.Contains("order_id: required: the contract requires a value here", refused.Message, StringComparison.Ordinal);
        Assert.Contains("totl: undeclared: the contract has no such column", refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Reader_goes_on_after_the_last_event_it_saw()
    {
        var first = Ids((await mesh.GetAsync(Path + "?limit=1")).Body);

        var second = Ids((await mesh.GetAsync($"{Path}?limit=1&lastEventId={Uri.EscapeDataString(first[0])}")).Body);

        Assert.Equal(Ids((await mesh.GetAsync(Path + "?limit=2")).Body), [first[0], second[0]]);
    }

    [SkippableFact]
    public async Task Reader_who_may_not_see_ids_and_times_of_events_goes_on_by_their_positions()
    {
        const string Masked = "payments-owner";
        var open = JsonElement.Parse((await mesh.GetAsync(Path + "?limit=2")).Body);
        var (_, first, _) = await mesh.GetAsync(Path + "?limit=1", Masked);
        var id = Ids(first)[0];

        Assert.False(JsonElement.Parse(first)[0].TryGetProperty("time", out _));
        Assert.DoesNotContain(open[0].GetProperty("data").GetProperty("event_id").GetString()!, first, StringComparison.Ordinal);
        Assert.Equal(id, Ids((await mesh.GetAsync(Path + "?limit=1", Masked)).Body)[0]);

        // By its own id, by the one it had before the mask, and, once the mask is gone, by the one it had under it.
        foreach (var (last, reader) in new[] { (id, Masked), (Ids(open.GetRawText())[0], Masked), (id, "analyst") })
        {
            var (status, body, _) = await mesh.GetAsync($"{Path}?limit=1&lastEventId={Uri.EscapeDataString(last)}", reader);
            Assert.True(status == HttpStatusCode.OK, body);
            Assert.Equal(open[1].GetProperty("data").GetProperty("order_id").GetGuid(), JsonElement.Parse(body)[0].GetProperty("data").GetProperty("order_id").GetGuid());
            Assert.Equal(Ids(open.GetRawText())[1].Split("::")[0], Ids(body)[0].Split("::")[0]);
        }
    }

    [SkippableFact]
    public async Task Reader_of_some_rows_learns_no_id_of_the_others()
    {
        const string Filtered = "platform-admin";
        var hidden = Ids((await mesh.GetAsync(Path + "?limit=2")).Body)[1];

        // A guess at the id of a row that it may not see is not confirmed.
        var right = await mesh.GetAsync($"{Path}?limit=1&lastEventId={Uri.EscapeDataString(hidden)}", Filtered);
        var wrong = await mesh.GetAsync($"{Path}?limit=1&lastEventId={hidden.Split("::")[0]}::{Guid.NewGuid()}", Filtered);
        Assert.Equal((HttpStatusCode.OK, right.Body), (wrong.Status, wrong.Body));

        var last = await LastAsync();
        var customer = Guid.NewGuid();
        await mesh.PlaceAsync(customer, OrdersMesh.OpenCity);
        await mesh.SendAsync(HttpMethod.Delete, $"/shop/customers/{customer}", await mesh.TokenAsync("orders-owner"));
        var after = $"{Path}?timeout=30000&lastEventId={Uri.EscapeDataString(last)}";
        await Eventually.HoldsAsync(async () => Deleted((await mesh.GetAsync(after, "orders-owner")).Body).Count > 0);
        var open = Ids((await mesh.GetAsync(after, "orders-owner")).Body);
        var seen = Deleted((await mesh.GetAsync(after, Filtered)).Body);

        Assert.NotEmpty(seen);
        Assert.All(seen, each => Assert.DoesNotContain(each.GetProperty("id").GetString(), open));

        static List<JsonElement> Deleted(string body) => [.. JsonElement.Parse(body).EnumerateArray().Where(each => each.TryGetProperty("deleted", out _))];
    }

    [SkippableFact]
    public async Task Long_poll_ends_with_200_and_the_event_that_comes_or_no_events()
    {
        var last = await LastAsync();

        var (status, body, response) = await mesh.GetAsync($"{Path}?timeout=400&lastEventId={Uri.EscapeDataString(last)}");

        Assert.Equal((HttpStatusCode.OK, "[]", CloudEvent.BatchContentType), (status, body, response.Content.Headers.ContentType!.MediaType));

        var waiting = mesh.GetAsync($"{Path}?timeout=30000&lastEventId={Uri.EscapeDataString(last)}");

        var order = await mesh.PlaceAsync(Guid.NewGuid(), OrdersMesh.OpenCity);

        (_, body, _) = await waiting;
        Assert.Equal(order, Assert.Single(JsonElement.Parse(body).EnumerateArray()).GetProperty("data").GetProperty("order_id").GetGuid());
    }

    [SkippableFact]
    public async Task Question_out_of_bounds_is_refused() => await AssertRefusedAsync("limit=10001", "limit: must be a whole number from 1 to 10000.");

    // A feed that began again, or another one: the reader would wait in silence and then miss what comes.
    [SkippableTheory]
    [InlineData(999_999_999)]
    [InlineData(1)]
    public async Task Event_that_this_feed_never_gave_out_is_refused(long position) => await AssertRefusedAsync(
        "lastEventId=" + Uri.EscapeDataString(new FeedPosition(position, Guid.NewGuid()).ToString()),
        "lastEventId: must be the id of an event of this feed, or be left out to read from the start.");

    private async Task AssertRefusedAsync(string query, string detail) =>
        Assert.Equal((HttpStatusCode.BadRequest, ProblemTypes.BadRequest, detail), await mesh.RefusalAsync($"{Path}?{query}"));

    private async Task<string> LastAsync() => Ids((await mesh.GetAsync(Path)).Body)[^1];

    private static List<string> Ids(string body) => [.. JsonElement.Parse(body).EnumerateArray().Select(received => received.GetProperty("id").GetString()!)];
}
