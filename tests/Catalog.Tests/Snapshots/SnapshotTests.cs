using System.Net;
using MeshStarter.Catalog.Tests.Running;
using MeshStarter.Contracts;

namespace MeshStarter.Catalog.Tests.Snapshots;

[Collection(CatalogCollection.Name)]
public sealed class SnapshotTests(CatalogFixture catalog)
{
    [SkippableFact]
    public async Task Committed_snapshot_is_the_current_one_and_the_one_before_is_still_found()
    {
        var product = await RegisteredAsync();
        var first = product.Snapshot(catalog.Buckets, 11);
        var second = product.Snapshot(catalog.Buckets, 22, first);

        Assert.Equal(HttpStatusCode.NotFound, (await catalog.GetAsync($"/products/{product.Name}/snapshot", catalog.Service(product.Domain))).Status);
        Assert.Equal(HttpStatusCode.Created, (await catalog.CommitAsync(first)).Status);
        Assert.Equal(HttpStatusCode.Created, (await catalog.CommitAsync(second)).Status);

        var (_, current) = await catalog.GetAsync($"/products/{product.Name}/snapshot", catalog.Service(product.Domain));
        Assert.Equal((22L, 11L, 2L), (current["snapshot_id"]!.GetValue<long>(), current["parent_snapshot_id"]!.GetValue<long>(), current["sequence_number"]!.GetValue<long>()));
        Assert.Equal(second.Files[0].Path, current["files"]![0]!["path"]!.GetValue<string>());
        var (found, earlier) = await catalog.GetAsync($"/products/{product.Name}/snapshots/11", catalog.Service(product.Domain));
        Assert.Equal((HttpStatusCode.OK, 11L), (found, earlier["snapshot_id"]!.GetValue<long>()));
        Assert.Equal(HttpStatusCode.NotFound, (await catalog.GetAsync($"/products/{product.Name}/snapshots/33", catalog.Service(product.Domain))).Status);
    }

    [SkippableFact]
    public async Task Snapshot_on_top_of_another_than_the_current_one_is_a_conflict()
    {
        var product = await RegisteredAsync();
        var first = product.Snapshot(catalog.Buckets, 11);
        await catalog.CommitAsync(first);
        await catalog.CommitAsync(product.Snapshot(catalog.Buckets, 22, first));

        foreach (var late in (TableSnapshot[])[product.Snapshot(catalog.Buckets, 33), product.Snapshot(catalog.Buckets, 33, first), product.Snapshot(catalog.Buckets, 22, first), first])
        {
            var (status, problem) = await catalog.CommitAsync(late);
            Assert.Equal((HttpStatusCode.Conflict, ProblemTypes.SnapshotConflict), (status, problem["type"]!.GetValue<string>()));
        }

        var (_, current) = await catalog.GetAsync($"/products/{product.Name}/snapshot", catalog.Service(product.Domain));
        Assert.Equal(22L, current["snapshot_id"]!.GetValue<long>());
    }

    [SkippableFact]
    public async Task Of_many_commits_at_the_same_moment_one_wins()
    {
        var product = await RegisteredAsync();
        var parent = product.Snapshot(catalog.Buckets, 1);
        await catalog.CommitAsync(parent);

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => catalog.CommitAsync(product.Snapshot(catalog.Buckets, 100 + number, parent))));

        Assert.Equal(1, answers.Count(answer => answer.Status == HttpStatusCode.Created));
        Assert.Equal(11, answers.Count(answer => answer.Status == HttpStatusCode.Conflict));
    }

    [SkippableFact]
    public async Task Id_of_an_earlier_snapshot_is_not_given_again()
    {
        var product = await RegisteredAsync();
        var first = product.Snapshot(catalog.Buckets, 11);
        var second = product.Snapshot(catalog.Buckets, 22, first);
        await catalog.CommitAsync(first);
        await catalog.CommitAsync(second);

        var (status, _) = await catalog.CommitAsync(product.Snapshot(catalog.Buckets, 11, second));

        Assert.Equal(HttpStatusCode.Conflict, status);
    }

    [SkippableTheory]
    [InlineData("../elsewhere/a.parquet")]
    [InlineData("a/../../elsewhere/a.parquet")]
    [InlineData("./a.parquet")]
    [InlineData("")]
    public async Task Files_outside_the_domains_bucket_are_refused(string file)
    {
        var product = await RegisteredAsync();
        var snapshot = product.Snapshot(catalog.Buckets, 11) with { Files = [new DataFile($"{catalog.Buckets}/{product.Domain}/{file}", 1, 1)] };

        var (status, problem) = await catalog.CommitAsync(snapshot);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith("files: ", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("a.parquet")]
    [InlineData("/etc/passwd")]
    [InlineData("s3://bucket/a.parquet")]
    public async Task Path_that_is_not_of_a_bucket_is_refused(string path)
    {
        var product = await RegisteredAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await catalog.CommitAsync(product.Snapshot(catalog.Buckets, 11) with { Files = [new DataFile(path, 1, 1)] })).Status);
    }

    [SkippableFact]
    public async Task Snapshot_that_would_break_the_chain_is_refused()
    {
        var product = await RegisteredAsync();
        var first = product.Snapshot(catalog.Buckets, 11);

        foreach (var (broken, member) in ((TableSnapshot, string)[])
            [(first with { SequenceNumber = 7 }, "sequence_number"), (first with { SnapshotId = 0 }, "snapshot_id"), (first with { SnapshotId = 1L << 53 }, "snapshot_id"),
             (first with { Files = [new DataFile($"{catalog.Buckets}/{product.Domain}/a\0.parquet", 1, 1)] }, "files[0].path"),
             (first with { Summary = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "\0" } }, "summary.a")])
        {
            var (status, problem) = await catalog.CommitAsync(broken);
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.StartsWith(member + ": ", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task Only_the_products_own_service_commits()
    {
        var product = await RegisteredAsync();
        var snapshot = product.Snapshot(catalog.Buckets, 11);

        foreach (var token in (string[])[catalog.Service("elsewhere"), catalog.Owner(product.Domain), catalog.Platform("query"), catalog.Analyst()])
            Assert.Equal(HttpStatusCode.Forbidden, (await catalog.CommitAsync(snapshot, token)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await catalog.CommitAsync((product with { Product = "unknown" }).Snapshot(catalog.Buckets, 11))).Status);
    }

    [SkippableFact]
    public async Task Files_are_named_only_to_those_from_whom_nothing_is_hidden()
    {
        var product = await RegisteredAsync();
        await catalog.CommitAsync(product.Snapshot(catalog.Buckets, 11));
        var path = $"/products/{product.Name}/snapshot";

        Assert.Equal(HttpStatusCode.OK, (await catalog.GetAsync(path, catalog.Service(product.Domain))).Status);
        Assert.Equal(HttpStatusCode.OK, (await catalog.GetAsync(path, catalog.Owner(product.Domain))).Status);
        Assert.Equal(HttpStatusCode.OK, (await catalog.GetAsync(path, catalog.Platform("query"))).Status);
        var (status, problem) = await catalog.GetAsync(path, catalog.Analyst());
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.DoesNotContain(".parquet", problem.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await catalog.GetAsync(path, catalog.Service("elsewhere"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await catalog.GetAsync($"/products/{product.Name}/snapshots/11", catalog.Analyst())).Status);
    }

    [SkippableFact]
    public async Task What_was_decided_is_written_down()
    {
        var product = await RegisteredAsync();
        await catalog.GetAsync($"/products/{product.Name}/snapshot", catalog.Analyst());

        for (var tries = 0; tries < 300 && Records().Count < 2; tries++)
            await Task.Delay(50);

        Assert.Equal(
            [(AuditActions.Register, product.Domain, true), (AuditActions.ReadRaw, "analyst", false)],
            Records().OrderBy(record => record.OccurredAt).Select(record => (record.Action, record.Subject, record.Permit)));

        List<AuditRecord> Records() => [.. catalog.Policies.Audit.Where(record => record.Product?.ToString() == product.Name)];
    }

    private async Task<TestProduct> RegisteredAsync()
    {
        var product = new TestProduct();
        Assert.Equal(HttpStatusCode.OK, (await catalog.RegisterAsync(product)).Status);
        return product;
    }
}
