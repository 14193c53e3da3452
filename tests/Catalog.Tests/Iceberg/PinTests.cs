using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Catalog.Tests.Iceberg;

/// <summary>Readers keep a snapshot for as long as they read it, by a tag that says nothing about them.</summary>
[Collection(CatalogCollection.Name)]
public sealed class PinTests(CatalogFixture catalog)
{
    private readonly TestProduct _product = new();

    [SkippableFact]
    public async Task Pins_of_a_snapshot_share_a_tag_with_the_latest_end_that_goes_with_the_last_of_them()
    {
        using var service = await catalog.ServiceWithTableAsync(_product);
        var (snapshot, committed) = await AppendAsync(service, 1);
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());

        var set = await PinAsync(catalog.Analyst(), first, new { minutes = 10 });
        Assert.Equal((HttpStatusCode.OK, snapshot, 1), (set.Status, set.Body["snapshot_id"]!.GetValue<long>(), set.Body["major"]!.GetValue<int>()));
        var (name, tag) = Assert.Single(await TagsAsync(service));
        Assert.Matches("^pin-[0-9a-f]{32}$", name);
        Assert.Equal((name, snapshot, "tag"), (set.Body["tag"]!.GetValue<string>(), tag["snapshot-id"]!.GetValue<long>(), tag["type"]!.GetValue<string>()));
        Assert.Equal(EndOf(set.Body), committed + tag["max-ref-age-ms"]!.GetValue<long>());

        // Again: a new end, later or earlier.
        set = await PinAsync(catalog.Analyst(), first, new { minutes = 20 });
        Assert.Equal(EndOf(set.Body), committed + Assert.Single(await TagsAsync(service)).Value["max-ref-age-ms"]!.GetValue<long>());

        // Another snapshot becomes current; the pins are of the first one.
        await AppendAsync(service, 2);
        var other = await PinAsync(catalog.Service(_product.Domain), second, new { minutes = 1_440, snapshot_id = snapshot });
        Assert.Equal((name, EndOf(other.Body)), Assert.Single(await TagsAsync(service)) is var shared ? (shared.Key, committed + shared.Value["max-ref-age-ms"]!.GetValue<long>()) : default);
        Assert.Equal(snapshot, (await PinAsync(catalog.Analyst(), first, new { minutes = 20 })).Body["snapshot_id"]!.GetValue<long>());

        Assert.Equal(HttpStatusCode.NotFound, await UnpinAsync(catalog.Analyst(), second));
        Assert.Equal(HttpStatusCode.NoContent, await UnpinAsync(catalog.Service(_product.Domain), second));
        Assert.InRange(Assert.Single(await TagsAsync(service)).Value["max-ref-age-ms"]!.GetValue<long>(), 1, 60 * 60_000);
        Assert.Equal(HttpStatusCode.NoContent, await UnpinAsync(catalog.Analyst(), first));
        Assert.Empty(await TagsAsync(service));
        await catalog.Policies.WaitForAsync(record => record is { Permit: true, Action: "read", Subject: "analyst" } && record.Product?.ToString() == _product.Name);
    }

    [SkippableFact]
    public async Task Reader_who_may_not_read_sets_no_pin_and_a_wrong_request_is_named()
    {
        using var service = await catalog.ServiceWithTableAsync(_product with { Classification = "confidential" });
        Assert.Equal(HttpStatusCode.NotFound, (await PinAsync(catalog.Service(_product.Domain), Guid.NewGuid(), new { minutes = 5 })).Status);
        await AppendAsync(service, 1);

        Assert.Equal((HttpStatusCode.Forbidden, "urn:mesh:problem:forbidden"), await ProblemOfAsync(catalog.Analyst(), new { minutes = 5 }));
        Assert.Equal((HttpStatusCode.Gone, "urn:mesh:problem:snapshot-not-found"), await ProblemOfAsync(catalog.Auditor(), new { minutes = 5, snapshot_id = 4711 }));
        foreach (var minutes in (int[])[0, -1, 1_441])
        {
            Assert.Equal((HttpStatusCode.BadRequest, "urn:mesh:problem:bad-request"), await ProblemOfAsync(catalog.Auditor(), new { minutes }));
        }

        // The id of another reader's pin.
        var pin = Guid.NewGuid();
        Assert.Equal(HttpStatusCode.OK, (await PinAsync(catalog.Auditor(), pin, new { minutes = 5 })).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await PinAsync(catalog.Service(_product.Domain), pin, new { minutes = 5 })).Status);
        Assert.Single(await TagsAsync(service));
    }

    [SkippableFact]
    public async Task Commit_of_an_owner_sets_and_ends_no_pin()
    {
        using var service = await catalog.ServiceWithTableAsync(_product);
        var (snapshot, _) = await AppendAsync(service, 1);
        using var owner = new IcebergCaller(catalog, catalog.Owner(_product.Domain));
        await PinAsync(catalog.Analyst(), Guid.NewGuid(), new { minutes = 5 });
        var (name, tag) = Assert.Single(await TagsAsync(service));

        foreach (var update in (string[])
            [
                $$$"""{"action":"remove-snapshot-ref","ref-name":"{{{name}}}"}""",
                $$$"""{"action":"set-snapshot-ref","ref-name":"{{{name}}}","type":"tag","snapshot-id":{{{snapshot}}}}""",
                $$$"""{"action":"set-snapshot-ref","ref-name":"pin-{{{new string('0', 32)}}}","type":"branch","snapshot-id":{{{snapshot}}}}""",
            ])
        {
            var refused = await owner.CommitAsync(_product.Domain, "orders", update);
            Assert.Equal((HttpStatusCode.Forbidden, "ForbiddenException"), (refused.Status, refused.ErrorType));
            Assert.Contains("Names of this form are of readers' pins", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(tag.ToJsonString(), Assert.Single(await TagsAsync(service)).Value.ToJsonString());
    }

    [SkippableTheory]
    [InlineData("hour-2026-01-31T12", "branch")]
    [InlineData("day-2026-01-31", "tag")]
    public async Task Commit_of_an_owner_takes_no_name_of_history(string name, string kind)
    {
        using var service = await catalog.ServiceWithTableAsync(_product);
        var (snapshot, _) = await AppendAsync(service, 1);
        using var owner = new IcebergCaller(catalog, catalog.Owner(_product.Domain));

        var set = $$$"""{"action":"set-snapshot-ref","ref-name":"{{{name}}}","type":"{{{kind}}}","snapshot-id":{{{snapshot}}}}""";

        var refused = await owner.CommitAsync(_product.Domain, "orders", set);

        Assert.Equal((HttpStatusCode.Forbidden, "ForbiddenException"), (refused.Status, refused.ErrorType));
        Assert.Contains("Names of this form are of the hours and days of the table's history", refused.Message, StringComparison.Ordinal);

        // One that is there from before does not stay for good.
        Assert.Equal(HttpStatusCode.OK, (await service.CommitAsync(_product.Domain, "orders", set)).Status);
        Assert.Equal(HttpStatusCode.OK, (await owner.CommitAsync(_product.Domain, "orders", $$$"""{"action":"remove-snapshot-ref","ref-name":"{{{name}}}"}""")).Status);
    }

    [SkippableFact]
    public async Task Snapshot_of_an_owner_s_branch_cannot_be_pinned()
    {
        using var service = await catalog.ServiceWithTableAsync(_product);
        await AppendAsync(service, 1);
        using var owner = new IcebergCaller(catalog, catalog.Owner(_product.Domain));
        var audit = (await owner.AppendAsync(_product.Domain, "orders", FileOf(2), branch: "audit")).Metadata.Reference("audit")!.SnapshotId;

        Assert.Equal((HttpStatusCode.Gone, "urn:mesh:problem:snapshot-not-found"), await ProblemOfAsync(catalog.Owner(_product.Domain), new { minutes = 5, snapshot_id = audit }));
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Hundred_snapshots_are_pinned_and_the_next_one_is_refused_until_a_pin_ends()
    {
        using var service = await catalog.ServiceWithTableAsync(_product);
        List<long> snapshots = [];
        for (var file = 1; file <= 101; file++)
        {
            snapshots.Add((await AppendAsync(service, file)).Snapshot);
        }

        var pins = snapshots.ToDictionary(snapshot => snapshot, _ => Guid.NewGuid());
        foreach (var (number, snapshot) in snapshots.Take(100).Index())
        {
            Assert.Equal(HttpStatusCode.OK, (await PinAsync(Reader(number / 10), pins[snapshot], new { minutes = 5, snapshot_id = snapshot })).Status);
        }

        var refused = await PinAsync(Reader(10), pins[snapshots[100]], new { minutes = 5 });
        Assert.Equal((HttpStatusCode.Conflict, "urn:mesh:problem:pin-limit"), (refused.Status, refused.Body["type"]!.GetValue<string>()));
        Assert.Contains("100 pinned snapshots", refused.Body["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(100, (await TagsAsync(service)).Count);

        // One that is pinned takes further pins.
        Assert.Equal(HttpStatusCode.OK, (await PinAsync(catalog.Auditor(), Guid.NewGuid(), new { minutes = 5, snapshot_id = snapshots[50] })).Status);
        Assert.Equal(HttpStatusCode.NoContent, await UnpinAsync(Reader(0), pins[snapshots[0]]));
        Assert.Equal(HttpStatusCode.OK, (await PinAsync(Reader(10), pins[snapshots[100]], new { minutes = 5 })).Status);
    }

    [SkippableFact]
    public async Task Reader_pins_ten_snapshots_of_a_table_and_leaves_the_others_to_other_readers()
    {
        using var service = await catalog.ServiceWithTableAsync(_product);
        List<long> snapshots = [];
        for (var file = 1; file <= 11; file++)
        {
            snapshots.Add((await AppendAsync(service, file)).Snapshot);
        }

        var pins = snapshots.ToDictionary(snapshot => snapshot, _ => Guid.NewGuid());
        foreach (var snapshot in snapshots.Take(10))
        {
            Assert.Equal(HttpStatusCode.OK, (await PinAsync(catalog.Analyst(), pins[snapshot], new { minutes = 5, snapshot_id = snapshot })).Status);
        }

        var refused = await PinAsync(catalog.Analyst(), pins[snapshots[10]], new { minutes = 5 });
        Assert.Equal((HttpStatusCode.Conflict, "urn:mesh:problem:pin-limit"), (refused.Status, refused.Body["type"]!.GetValue<string>()));
        Assert.Contains("10 pinned snapshots", refused.Body["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(10, (await TagsAsync(service)).Count);

        // A pin that is set again, and another of a snapshot that the reader has pinned, add none.
        Assert.Equal(HttpStatusCode.OK, (await PinAsync(catalog.Analyst(), pins[snapshots[0]], new { minutes = 9 })).Status);
        Assert.Equal(HttpStatusCode.OK, (await PinAsync(catalog.Analyst(), Guid.NewGuid(), new { minutes = 9, snapshot_id = snapshots[0] })).Status);
        Assert.Equal(HttpStatusCode.OK, (await PinAsync(catalog.Auditor(), Guid.NewGuid(), new { minutes = 5 })).Status);
        Assert.Equal(HttpStatusCode.NoContent, await UnpinAsync(catalog.Analyst(), pins[snapshots[1]]));
        Assert.Equal(HttpStatusCode.OK, (await PinAsync(catalog.Analyst(), pins[snapshots[10]], new { minutes = 5 })).Status);
    }

    [SkippableFact]
    public async Task Renewal_that_fails_leaves_the_pin_as_it_was_and_a_new_one_that_fails_is_none()
    {
        using var service = await catalog.ServiceWithTableAsync(_product);
        var (_, committed) = await AppendAsync(service, 1);
        var (held, failed) = (Guid.NewGuid(), Guid.NewGuid());
        var end = EndOf((await PinAsync(catalog.Analyst(), held, new { minutes = 20 })).Body);

        await using (await catalog.FillDiskAsync(_product.Domain))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await PinAsync(catalog.Analyst(), held, new { minutes = 1_440 })).Status);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await PinAsync(catalog.Analyst(), failed, new { minutes = 1_440 })).Status);
        }

        // The next pin sets the tag by those that there are.
        Assert.Equal(HttpStatusCode.OK, (await PinAsync(catalog.Auditor(), Guid.NewGuid(), new { minutes = 5 })).Status);
        Assert.Equal(end, committed + Assert.Single(await TagsAsync(service)).Value["max-ref-age-ms"]!.GetValue<long>());
        Assert.Equal(HttpStatusCode.NotFound, await UnpinAsync(catalog.Analyst(), failed));
        Assert.Equal(HttpStatusCode.NoContent, await UnpinAsync(catalog.Analyst(), held));
    }

    [SkippableFact]
    public async Task Metadata_that_is_gone_does_not_show_who_pins_where_it_was()
    {
        using var service = await catalog.ServiceWithTableAsync(_product);
        await AppendAsync(service, 1);
        var pin = Guid.NewGuid();
        await PinAsync(catalog.Analyst(), pin, new { minutes = 5 });
        File.Delete((await service.GetAsync($"mesh/namespaces/{_product.Domain}/tables/orders")).MetadataLocation["file://".Length..]);
        await using var running = await catalog.AnotherAsync("unread");
        var address = new Uri(running.Client.BaseAddress!, $"/products/{_product.Name}/pins/{pin}").ToString();

        var set = await catalog.SendAsync(HttpMethod.Put, address, catalog.Analyst(), JsonContent.Create(new { minutes = 9 }));
        var ended = await catalog.SendAsync(HttpMethod.Delete, address, catalog.Analyst());

        var cause = $"the table of {_product.Name}@1 cannot be read or changed. The operator finds the reason in the catalog's log.";
        Assert.Equal((HttpStatusCode.ServiceUnavailable, $"The pin cannot be set now: {cause}"), (set.Status, set.Body["detail"]!.GetValue<string>()));
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, $"The pin has ended, and its snapshot is kept until the time that the pin had: {cause}"),
            (ended.Status, ended.Body["detail"]!.GetValue<string>()));
    }

    [SkippableFact]
    public async Task Pin_that_has_ended_leaves_its_id_to_its_reader_for_the_snapshot_of_then_or_another()
    {
        using var service = await catalog.ServiceWithTableAsync(_product);
        var (first, _) = await AppendAsync(service, 1);
        var pin = Guid.NewGuid();
        Assert.Equal(HttpStatusCode.OK, (await PinAsync(catalog.Analyst(), pin, new { minutes = 5 })).Status);
        var (second, _) = await AppendAsync(service, 2);
        Assert.Equal(HttpStatusCode.Forbidden, (await PinAsync(catalog.Analyst(), pin, new { minutes = 5, snapshot_id = second })).Status);

        await catalog.EndPinAsync(pin);
        var current = await PinAsync(catalog.Analyst(), pin, new { minutes = 5 });
        await catalog.EndPinAsync(pin);
        var named = await PinAsync(catalog.Analyst(), pin, new { minutes = 5, snapshot_id = first });

        Assert.Equal((HttpStatusCode.OK, second), (current.Status, current.Body["snapshot_id"]!.GetValue<long>()));
        Assert.Equal((HttpStatusCode.OK, first), (named.Status, named.Body["snapshot_id"]!.GetValue<long>()));
        Assert.Contains(await TagsAsync(service), tag => tag.Value["snapshot-id"]!.GetValue<long>() == first);
    }

    [SkippableFact]
    public async Task Readers_that_pin_and_end_at_once_leave_the_tag_to_the_one_that_stays()
    {
        using var service = await catalog.ServiceWithTableAsync(_product);
        var (snapshot, committed) = await AppendAsync(service, 1);
        var (staying, pins) = (Guid.NewGuid(), Enumerable.Range(1, 12).Select(_ => Guid.NewGuid()).ToList());

        var stays = PinAsync(catalog.Auditor(), staying, new { minutes = 5 });
        await Task.WhenAll(pins.Select(async pin =>
        {
            Assert.Equal(HttpStatusCode.OK, (await PinAsync(catalog.Analyst(), pin, new { minutes = 100 })).Status);
            Assert.Equal(HttpStatusCode.NoContent, await UnpinAsync(catalog.Analyst(), pin));
        }).Append(stays));

        var tag = Assert.Single(await TagsAsync(service)).Value;
        Assert.Equal((snapshot, EndOf((await stays).Body)), (tag["snapshot-id"]!.GetValue<long>(), committed + tag["max-ref-age-ms"]!.GetValue<long>()));
    }

    private string Reader(int number) => catalog.Token(new Principal($"analyst-{number}", "analytics", ["analyst"], ["analytics"]));

    private string FileOf(int number) => $"file://{catalog.Buckets}/{_product.Domain}/orders_v1/{number}.parquet";

    private async Task<(long Snapshot, long TimestampMs)> AppendAsync(IcebergCaller service, int file)
    {
        var current = (await service.AppendAsync(_product.Domain, "orders", FileOf(file))).Metadata.CurrentSnapshot!;
        return (current.SnapshotId, current.TimestampMs);
    }

    private async Task<IReadOnlyDictionary<string, JsonNode>> TagsAsync(IcebergCaller reader) =>
        (await reader.GetAsync($"mesh/namespaces/{_product.Domain}/tables/orders")).Metadata["refs"]!.AsObject().Where(named => named.Key is not ("main" or "audit")).ToDictionary(named => named.Key, named => named.Value!);

    private Task<(HttpStatusCode Status, JsonObject Body)> PinAsync(string token, Guid pin, object request) =>
        catalog.SendAsync(HttpMethod.Put, $"/products/{_product.Name}/pins/{pin}", token, JsonContent.Create(request));

    private async Task<(HttpStatusCode Status, string Type)> ProblemOfAsync(string token, object request) =>
        await PinAsync(token, Guid.NewGuid(), request) is var (status, body) ? (status, body["type"]!.GetValue<string>()) : default;

    private async Task<HttpStatusCode> UnpinAsync(string token, Guid pin) => (await catalog.SendAsync(HttpMethod.Delete, $"/products/{_product.Name}/pins/{pin}", token)).Status;

    private static long EndOf(JsonObject pin) => pin["ends_at"]!.GetValue<DateTimeOffset>().ToUnixTimeMilliseconds();
}
