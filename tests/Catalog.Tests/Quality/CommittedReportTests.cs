using System.Net;
using MeshStarter.Catalog.Tests.Iceberg;

namespace MeshStarter.Catalog.Tests.Quality;

/// <summary>The report of a batch travels with the commit that publishes it.</summary>
[Collection(CatalogCollection.Name)]
public sealed class CommittedReportTests(CatalogFixture catalog)
{
    private const string Report = """{"batch_id":"1-1","version":"1.0.0","checked_at":"2026-01-01T00:00:00Z","rows":1,"snapshot_id":1,"results":[],"batches":1}""";

    [SkippableFact]
    public async Task Commit_stores_what_the_checks_said_and_what_its_rows_were_made_of()
    {
        var product = new TestProduct { Checks = """[{ not_null: [customer_email], severity: warn }]""" };
        Assert.Equal(HttpStatusCode.OK, (await catalog.RegisterAsync(product)).Status);

        await catalog.PublishAsync(product, [Row("a@b.c")], ["""{"order_id":"00112233-4455-6677-8899-aabbccddee01","customer_email":null}"""]);

        var (_, quality) = await catalog.GetAsync($"/products/{product.Name}/quality", catalog.Analyst());
        Assert.Equal((2, 2, 0), Sum(quality));
        Assert.Equal("failed", quality["checks"]![0]!["result"]!["outcome"]!.GetValue<string>());
        var (_, lineage) = await catalog.GetAsync($"/api/v1/lineage?nodeId=dataset:mesh:{product.Name}", catalog.Analyst());
        var nodes = lineage["graph"]!.AsArray().ToDictionary(node => node!["id"]!.GetValue<string>(), node => node!["data"]!);
        var run = nodes[$"job:mesh:{product.Name}.publish"]["latestRun"]!;
        Assert.Equal("COMPLETED", run["state"]!.GetValue<string>());
        Assert.Equal("2", run["inputs"]![$"dataset:mesh:{product.Domain}.outbox"]!["version"]!["datasetVersion"]!.GetValue<string>());
        var columns = nodes[$"dataset:mesh:{product.Name}"]["facets"]!["columnLineage"]!["fields"]!;
        Assert.Equal($"{product.Domain}.outbox", columns["customer_email"]!["inputFields"]![0]!["name"]!.GetValue<string>());
    }

    [SkippableFact]
    public async Task Commit_that_is_refused_leaves_no_report_and_one_that_comes_again_adds_none()
    {
        var product = new TestProduct();
        Assert.Equal(HttpStatusCode.OK, (await catalog.RegisterAsync(product)).Status);
        await catalog.PublishAsync(product, [Row("a@b.c")]);
        await using (await catalog.FillDiskAsync(product.Domain))
        {
            await Assert.ThrowsAnyAsync<Exception>(() => catalog.PublishAsync(product, [Row("d@e.f")]));
        }

        Assert.Equal((1, 1, 0), Sum((await catalog.GetAsync($"/products/{product.Name}/quality", catalog.Analyst())).Body));

        await catalog.PublishAsync(product, [Row("d@e.f")]);

        Assert.Equal((2, 2, 0), Sum((await catalog.GetAsync($"/products/{product.Name}/quality", catalog.Analyst())).Body));
    }

    [SkippableFact]
    public async Task Only_the_products_own_service_reports_and_only_of_the_tables_major_version()
    {
        var product = new TestProduct();
        Assert.Equal(HttpStatusCode.OK, (await catalog.RegisterAsync(product)).Status);
        await catalog.PublishAsync(product, [Row("a@b.c")]);
        using var owner = new IcebergCaller(catalog, catalog.Owner(product.Domain));
        using var service = new IcebergCaller(catalog, catalog.Service(product.Domain));

        Assert.Equal(HttpStatusCode.Forbidden, (await ReportAsync(owner, Report)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await ReportAsync(service, Report.Replace("1.0.0", "2.0.0", StringComparison.Ordinal))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await ReportAsync(service, Report.Replace("1-1", "", StringComparison.Ordinal))).Status);
        Assert.Contains("mesh-report", (await ReportAsync(service, "{}")).Message!, StringComparison.Ordinal);
        Assert.Equal((1, 1, 0), Sum((await catalog.GetAsync($"/products/{product.Name}/quality", catalog.Analyst())).Body));

        Task<IcebergCaller.Answer> ReportAsync(IcebergCaller caller, string report) => caller.SendAsync(
            "POST", $"mesh/namespaces/{product.Domain}/tables/orders_v1", $$$"""{"requirements":[],"updates":[{"action":"set-properties","updates":{"a":"b"}}],"mesh-report":{{{report}}}}""");
    }

    private static string Row(string email) => $$"""{"order_id":"{{Guid.NewGuid()}}","customer_email":"{{email}}"}""";

    private static (int Batches, int Rows, int Quarantined) Sum(System.Text.Json.Nodes.JsonObject quality)
    {
        var minutes = quality["history"]!.AsArray();
        return (Of("batches"), Of("rows"), Of("kept_out"));

        int Of(string member) => minutes.Sum(minute => minute![member]!.GetValue<int>());
    }
}
