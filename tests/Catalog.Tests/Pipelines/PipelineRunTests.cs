using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Pipelines;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Catalog.Tests.Pipelines;

[Collection(CatalogCollection.Name)]
[Trait("Category", "Quick")]
public sealed class PipelineRunTests(CatalogFixture catalog)
{
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    [SkippableFact]
    public async Task Readers_see_windows_and_states_and_owners_see_errors_and_attempts_too()
    {
        var product = await RegisteredAsync();
        await ReportAsync(product, new PipelineReport(1, [Run(product, 1, "2026-01-01T03:00Z", RunState.Succeeded) with { Rows = 3, SnapshotId = 7 }, Run(product, 2, "2026-01-02T03:00Z", RunState.Failed) with { Error = "no such column", Attempts = 1 }])
        {
            NextDue = _now.AddHours(1),
        });

        var (status, forReader) = await catalog.GetAsync($"/pipelines/{product.Name}/runs", catalog.Analyst());
        var (_, forOwner) = await catalog.GetAsync($"/pipelines/{product.Name}/runs", catalog.Owner(product.Domain));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["2026-01-02 failed", "2026-01-01 succeeded"], Texts(forReader));
        Assert.All(forReader["items"]!.AsArray(), run => Assert.All((string[])["error", "attempts", "cause", "requested_by", "inputs"], key => Assert.False(run!.AsObject().ContainsKey(key), key)));
        Assert.Equal(3, forReader["items"]![1]!["rows"]!.GetValue<int>());
        Assert.NotNull(forReader["next_due"]);
        Assert.Equal(("no such column", 1, "manual"), (forOwner["items"]![0]!["error"]!.GetValue<string>(), forOwner["items"]![0]!["attempts"]!.GetValue<int>(), forOwner["items"]![0]!["cause"]!.GetValue<string>()));
    }

    [SkippableFact]
    public async Task Reader_of_some_rows_does_not_see_how_many_a_run_had()
    {
        var product = new TestProduct { Domain = "counted", Product = "computed" };
        Assert.Equal(HttpStatusCode.OK, (await catalog.RegisterAsync(product)).Status);
        await ReportAsync(product, new PipelineReport(1, [Run(product, 1, "2026-01-01T03:00Z", RunState.Succeeded) with { Rows = 3, SnapshotId = 7 }]));

        Assert.Null((await GetAsync(product, ""))["items"]![0]!["rows"]);
        Assert.Equal(3, (await catalog.GetAsync($"/pipelines/{product.Name}/runs", catalog.Owner(product.Domain))).Body["items"]![0]!["rows"]!.GetValue<int>());
    }

    [SkippableFact]
    public async Task Runs_are_found_by_state_window_and_page_and_the_latest_of_each_window()
    {
        var product = await RegisteredAsync();
        await ReportAsync(product, new PipelineReport(1, [.. Enumerable.Range(1, 5).Select(day => Run(product, day, $"2026-01-0{day}T03:00Z", day == 2 ? RunState.Failed : RunState.Succeeded))]));
        await ReportAsync(product, new PipelineReport(1, [Run(product, 6, "2026-01-02T03:00Z", RunState.Running, generation: 2)]));
        await ReportAsync(product, new PipelineReport(1, [Run(product, 6, "2026-01-02T03:00Z", RunState.Succeeded, generation: 2)]));

        Assert.Equal(["2026-01-02 failed"], Texts(await GetAsync(product, "status=failed")));
        Assert.Empty(Texts(await GetAsync(product, "status=running")));
        Assert.Equal(["2026-01-02 succeeded", "2026-01-05 succeeded", "2026-01-04 succeeded", "2026-01-03 succeeded", "2026-01-01 succeeded"], Texts(await GetAsync(product, "latest=true")));
        Assert.Equal(["2026-01-04 succeeded", "2026-01-03 succeeded"], Texts(await GetAsync(product, "from=2026-01-03T00:00:00Z&to=2026-01-05T00:00:00Z")));
        var first = await GetAsync(product, "limit=4");
        Assert.Equal(["2026-01-02 failed", "2026-01-01 succeeded"], Texts(await GetAsync(product, $"limit=4&after={first["next"]}")));
    }

    [SkippableFact]
    public async Task Run_that_got_another_number_takes_the_place_of_the_run_it_was_reported_as()
    {
        var product = await RegisteredAsync();
        await ReportAsync(product, new PipelineReport(1, [Run(product, 1, "2026-01-01T03:00Z", RunState.Running), Run(product, 2, "2026-01-02T03:00Z", RunState.Succeeded)]));
        await ReportAsync(product, new PipelineReport(1, [Run(product, 1, "2026-01-01T03:00Z", RunState.Succeeded, generation: 4)]));

        Assert.Equal(["2026-01-02 succeeded", "2026-01-01 succeeded"], Texts(await GetAsync(product, "")));
    }

    [SkippableTheory]
    [InlineData(RunState.Failed, "FAILED", "no such column")]
    [InlineData(RunState.TimedOut, "FAILED", "timed_out")]
    [InlineData(RunState.Succeeded, "COMPLETED", null)]
    public async Task Run_that_committed_nothing_is_a_run_of_lineage_with_its_window_and_its_inputs(RunState state, string expected, string? error)
    {
        var product = await RegisteredAsync();
        await ReportAsync(product, new PipelineReport(1, [
            Run(product, 1, "2026-01-01T03:00Z", state) with { Error = error == "timed_out" ? null : error, IsUnchanged = state == RunState.Succeeded, Inputs = new Dictionary<string, long?> { [product.Name] = 11 } },
            Run(product, 2, "2026-01-03T03:00Z", RunState.Queued) with { EndedAt = null },
        ]));

        var (_, lineage) = await catalog.GetAsync($"/api/v1/lineage?nodeId=job:mesh:{product.Name}.publish&depth=1", catalog.Owner(product.Domain));

        var run = lineage["graph"]!.AsArray().Single(node => node!["type"]!.GetValue<string>() == "JOB")!["data"]!["latestRun"]!;
        Assert.Equal((expected, 1), (run["state"]!.GetValue<string>(), run["runs"]!.GetValue<int>()));
        var nominal = run["facets"]!["nominalTime"]!;
        Assert.Equal(("2026-01-01T03:00:00Z", "2026-01-02T03:00:00Z"), (nominal["nominalStartTime"]!.GetValue<string>(), nominal["nominalEndTime"]!.GetValue<string>()));
        Assert.Equal(error, run["facets"]!["errorMessage"]?["message"]!.GetValue<string>());
        var (_, seen) = await catalog.GetAsync($"/api/v1/lineage?nodeId=job:mesh:{product.Name}.publish&depth=1", catalog.Analyst());
        Assert.DoesNotContain("errorMessage", seen.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("nominalTime", seen.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("11", run["inputs"]![$"dataset:mesh:{product.Name}"]!["version"]!["datasetVersion"]!.GetValue<string>());
    }

    [SkippableFact]
    public async Task Only_the_service_of_a_product_reports_its_runs_and_each_names_what_is_wrong()
    {
        var product = await RegisteredAsync();
        var report = new PipelineReport(1, [Run(product, 1, "2026-01-01T03:00Z", RunState.Succeeded)]);

        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(product.Name, report, catalog.Analyst()));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync($"{product.Domain}.nothing", report, catalog.Service(product.Domain)));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(product.Name, report with { Runs = [.. report.Runs, .. report.Runs] }, catalog.Service(product.Domain)));
        var wide = report with { Runs = [report.Runs[0] with { Inputs = Enumerable.Range(0, 301).ToDictionary(input => $"{product.Domain}.p{input}", _ => (long?)1) }] };
        var (refused, reason) = await catalog.SendAsync(HttpMethod.Post, $"/pipelines/{product.Name}/runs", catalog.Service(product.Domain), JsonContent.Create(wide, options: MeshJson.Options));
        Assert.Equal((HttpStatusCode.BadRequest, "runs: inputs must be at most 300."), (refused, reason["detail"]!.GetValue<string>()));
        var (status, problem) = await catalog.GetAsync($"/pipelines/{product.Name}/runs?status=odd", catalog.Analyst());
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith("status: must be one of queued, running,", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        (status, problem) = await catalog.GetAsync($"/pipelines/{product.Name}/runs?state=failed", catalog.Analyst());
        Assert.Equal((HttpStatusCode.BadRequest, "\"state\" is no parameter here. Use status, from, to, latest, after, limit."), (status, problem["detail"]!.GetValue<string>()));
    }

    private Task<TestProduct> RegisteredAsync() => catalog.RegisteredAsync(new TestProduct { Domain = $"runs{Guid.NewGuid():n}"[..12] });

    private PipelineRun Run(TestProduct product, long id, string window, RunState state, int generation = 1) => new()
    {
        Id = id,
        Product = DataProductId.Parse(product.Name),
        Major = 1,
        Window = window,
        Label = window[..10],
        From = DateTimeOffset.Parse(window, System.Globalization.CultureInfo.InvariantCulture),
        To = DateTimeOffset.Parse(window, System.Globalization.CultureInfo.InvariantCulture).AddDays(1),
        Generation = generation,
        State = state,
        Cause = "manual",
        RequestedBy = "ana",
        RequestedAt = _now,
        NotBefore = _now,
        EndedAt = _now,
    };

    private static List<string> Texts(JsonNode history) => [.. history["items"]!.AsArray().Select(run => $"{run!["label"]} {run["state"]}")];

    private async Task<JsonNode> GetAsync(TestProduct product, string query)
    {
        var (status, body) = await catalog.GetAsync($"/pipelines/{product.Name}/runs?{query}", catalog.Analyst());
        Assert.Equal(HttpStatusCode.OK, status);
        return body;
    }

    private async Task ReportAsync(TestProduct product, PipelineReport report) => Assert.Equal(HttpStatusCode.NoContent, await PostAsync(product.Name, report, catalog.Service(product.Domain)));

    private async Task<HttpStatusCode> PostAsync(string product, PipelineReport report, string token) =>
        (await catalog.SendAsync(HttpMethod.Post, $"/pipelines/{product}/runs", token, JsonContent.Create(report, options: MeshJson.Options))).Status;
}
