using System.Net;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Catalog.Tests.Iceberg;

/// <summary>A state that main never had is there for the product's domain alone, by the tables' endpoint too.</summary>
[Collection(CatalogCollection.Name)]
public sealed class UnpublishedTests(CatalogFixture catalog)
{
    private const string Open = "- { name: order_id, type: UUID, required: true, description: Names the order }";
    private const string Schema = """{"type":"struct","fields":[{"id":1,"name":"order_id","type":"uuid","required":true}]}""";
    private const string Branch = "secret_draft";

    private readonly TestProduct _product = new() { Columns = Open };

    private string Place => $"file://{catalog.Buckets}/{_product.Domain}/orders_v1";

    private string Address => $"mesh/namespaces/{_product.Domain}/tables/orders_v1";

    [SkippableFact]
    public async Task Branch_and_its_snapshots_are_there_for_the_domain_and_the_query_proxy_alone()
    {
        using var service = await MadeAsync();
        var first = (await service.AppendAsync(_product.Domain, "orders_v1", $"{Place}/1.parquet")).Metadata.CurrentSnapshotId!.Value;
        var draft = await DraftAsync();
        var second = (await service.AppendAsync(_product.Domain, "orders_v1", $"{Place}/3.parquet")).Metadata.CurrentSnapshotId!.Value;
        await SetAsync(service, "from_main", "branch", first);
        await SetAsync(service, "good", "tag", first);
        await SetStatisticsAsync(service, first, draft);

        foreach (var token in (string[])
            [
                catalog.Analyst(), catalog.Owner("payments"), catalog.Service("payments"), catalog.Administrator(), catalog.Platform("portal"),
            ])
        {
            using var reader = new IcebergCaller(catalog, token);
            foreach (var mode in (string[])["", "?snapshots=all", "?snapshots=refs"])
            {
                var seen = await reader.GetAsync(Address + mode);

                Assert.True(seen.Status == HttpStatusCode.OK, seen.Message);
                Assert.Equal(["good", "main"], Names(seen));
                Assert.Equal([first, second], Ids(seen, "snapshots"));
                Assert.Equal([first, second], Ids(seen, "snapshot-log"));
                Assert.Equal([first], Ids(seen, "statistics"));
                Assert.Equal([first], Ids(seen, "partition-statistics"));
                Assert.Equal(second, seen.Metadata["current-snapshot-id"]!.GetValue<long>());
                Assert.DoesNotContain(Branch, seen.Body.ToJsonString(), StringComparison.Ordinal);
                Assert.DoesNotContain($"{draft}", seen.Body.ToJsonString(), StringComparison.Ordinal);
            }
        }

        foreach (var token in (string[])
            [
                catalog.Owner(_product.Domain), catalog.Service(_product.Domain), catalog.Token(new Principal("colleague", _product.Domain, ["analyst"], [])), catalog.Platform("query"),
            ])
        {
            using var own = new IcebergCaller(catalog, token);
            var seen = await own.GetAsync(Address);

            Assert.Equal(["from_main", "good", "main", Branch], Names(seen));
            Assert.Equal([first, draft, second], Ids(seen, "snapshots"));
            Assert.Equal([first, draft], Ids(seen, "statistics"));
        }
    }

    [SkippableFact]
    public async Task Tag_of_the_domain_s_outlives_the_log_for_readers_too()
    {
        using var service = await MadeAsync();
        var first = (await service.AppendAsync(_product.Domain, "orders_v1", $"{Place}/1.parquet")).Metadata.CurrentSnapshotId!.Value;
        await DraftAsync();
        await SetAsync(service, "good", "tag", first);
        var second = (await service.AppendAsync(_product.Domain, "orders_v1", $"{Place}/3.parquet")).Metadata.CurrentSnapshotId!.Value;
        var last = (await service.AppendAsync(_product.Domain, "orders_v1", $"{Place}/4.parquet")).Metadata.CurrentSnapshotId!.Value;
        await service.CommitAsync(_product.Domain, "orders_v1", $$$"""{"action":"remove-snapshots","snapshot-ids":[{{{second}}}]}""");
        using var analyst = new IcebergCaller(catalog, catalog.Analyst());

        var seen = await analyst.GetAsync(Address);

        Assert.Equal([last], Ids(seen, "snapshot-log"));
        Assert.Equal([first, last], Ids(seen, "snapshots"));
        Assert.Equal(first, seen.Metadata["refs"]!["good"]!["snapshot-id"]!.GetValue<long>());
    }

    [SkippableFact]
    public async Task Known_state_of_one_reader_is_not_that_of_another()
    {
        using var service = await MadeAsync();
        await service.AppendAsync(_product.Domain, "orders_v1", $"{Place}/1.parquet");
        await DraftAsync();
        using var owner = new IcebergCaller(catalog, catalog.Owner(_product.Domain));
        using var analyst = new IcebergCaller(catalog, catalog.Analyst());
        var tags = new Dictionary<IcebergCaller, string[]>();
        foreach (var caller in (IcebergCaller[])[owner, analyst])
        {
            tags[caller] = [(await caller.GetAsync(Address)).EntityTag!, (await caller.GetAsync(Address + "?snapshots=refs")).EntityTag!];
        }

        Assert.Equal(4, tags.Values.SelectMany(each => each).Distinct().Count());
        foreach (var caller in (IcebergCaller[])[owner, analyst])
        {
            foreach (var (of, known) in tags)
            {
                Assert.Equal(of == caller ? HttpStatusCode.NotModified : HttpStatusCode.OK, (await caller.SendAsync("GET", Address, null, ("If-None-Match", known[0]))).Status);
            }
        }
    }

    [SkippableFact]
    public async Task Published_snapshot_of_a_branch_is_there_for_all()
    {
        using var service = await MadeAsync();
        var draft = await DraftAsync();
        using var owner = new IcebergCaller(catalog, catalog.Owner(_product.Domain));
        using var analyst = new IcebergCaller(catalog, catalog.Analyst());
        var before = await analyst.GetAsync(Address);
        Assert.Empty(Names(before));
        Assert.Empty(Ids(before, "snapshots"));
        Assert.Equal(-1, before.Metadata["current-snapshot-id"]!.GetValue<long>());

        await SetAsync(service, "main", "branch", draft);

        foreach (var (caller, names) in ((IcebergCaller, string[])[])[(analyst, ["main"]), (owner, ["main", Branch])])
        {
            var seen = await caller.GetAsync(Address);
            Assert.Equal(names, Names(seen));
            Assert.Equal([draft], Ids(seen, "snapshots"));
            Assert.Equal(draft, seen.Metadata["current-snapshot-id"]!.GetValue<long>());
        }
    }

    [SkippableFact]
    public async Task Commit_of_the_domain_s_owner_gets_its_branch_in_the_answer()
    {
        using var service = await MadeAsync();
        var draft = await DraftAsync();
        using var owner = new IcebergCaller(catalog, catalog.Owner(_product.Domain));

        var answer = await owner.CommitAsync(_product.Domain, "orders_v1", $$$"""{"action":"set-snapshot-ref","ref-name":"more","type":"branch","snapshot-id":{{{draft}}}}""");

        Assert.Equal(["more", Branch], Names(answer));
        Assert.Equal(answer.EntityTag, (await owner.GetAsync(Address)).EntityTag);
    }

    private async Task<IcebergCaller> MadeAsync()
    {
        await catalog.RegisterAsync(_product);
        var service = new IcebergCaller(catalog, catalog.Service(_product.Domain));
        Assert.Equal(HttpStatusCode.OK, (await service.CreateAsync(_product.Domain, "orders_v1", Schema)).Status);
        return service;
    }

    private async Task<long> DraftAsync()
    {
        using var owner = new IcebergCaller(catalog, catalog.Owner(_product.Domain));
        var table = await owner.AppendAsync(_product.Domain, "orders_v1", $"{Place}/branches/data/2.parquet", branch: Branch);
        return table.Metadata.Reference(Branch)!.SnapshotId;
    }

    private async Task SetAsync(IcebergCaller caller, string name, string kind, long snapshot)
    {
        var answer = await caller.CommitAsync(_product.Domain, "orders_v1", $$$"""{"action":"set-snapshot-ref","ref-name":"{{{name}}}","type":"{{{kind}}}","snapshot-id":{{{snapshot}}}}""");
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Message);
    }

    private async Task SetStatisticsAsync(IcebergCaller caller, params IReadOnlyList<long> snapshots)
    {
        foreach (var id in snapshots)
        {
            await File.WriteAllTextAsync($"{Place["file://".Length..]}/metadata/{id}.puffin", "statistics");
            var file = $$"""{"snapshot-id":{{id}},"statistics-path":"{{Place}}/metadata/{{id}}.puffin","file-size-in-bytes":10,"file-footer-size-in-bytes":1,"blob-metadata":[]}""";
            var answer = await caller.CommitAsync(
                _product.Domain, "orders_v1", $$$"""
                {"action":"set-statistics","snapshot-id":{{{id}}},"statistics":{{{file}}}},{"action":"set-partition-statistics","partition-statistics":{{{file}}}}
                """);
            Assert.True(answer.Status == HttpStatusCode.OK, answer.Message);
        }
    }

    private static IEnumerable<string> Names(IcebergCaller.Answer answer) => answer.Metadata["refs"]!.AsObject().Select(named => named.Key).Order(StringComparer.Ordinal);

    private static IEnumerable<long> Ids(IcebergCaller.Answer answer, string list) => answer.Metadata[list]!.AsArray().Select(entry => entry!["snapshot-id"]!.GetValue<long>());
}
