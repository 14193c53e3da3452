using System.Collections.Concurrent;
using System.Net;
using MeshStarter.Sdk.Pipelines;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Registration;
using MeshStarter.Sdk.Tests.Quality;

namespace MeshStarter.Sdk.Tests.Pipelines;

/// <summary>Reports of pipelines to a catalog that refuses some of them.</summary>
public sealed class RunReportsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [SkippableFact]
    public async Task Report_that_is_refused_delays_no_other_pipeline_and_is_logged_once()
    {
        await using var world = await PipelineWorld.StartAsync(postgres);
        var other = OwnProducts.Read(typeof(CheckedWorld).Assembly, "checked").All.First(own => own.Id != PipelineWorld.Product);
        OwnPipeline[] own = [world.Pipeline, world.Pipeline with { Product = other }];
        using var catalog = new RefusingCatalog(PipelineWorld.Totals);
        using var http = new HttpClient(catalog) { BaseAddress = new Uri("http://catalog.test/") };
        var log = new LogLines<RunReports>();
        var reports = new RunReports(new OwnPipelines(own), world.Runs, world.States, new CatalogClient(http), world.Signal, new QuickTime(), log);
        using var ending = new CancellationTokenSource();
        var run = reports.RunAsync([.. own.Select(pipeline => pipeline.Product)], lease: null!, ending.Token);

        await Eventually.HoldsAsync(() => catalog.Paths.Count(path => path.Contains(PipelineWorld.Totals, StringComparison.Ordinal)) > 1);
        await ending.CancelAsync();
        await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        Assert.Contains($"/pipelines/{other.Name}/runs", catalog.Paths);
        Assert.Equal($"The catalog does not take the runs of pipelines, which are reported again: http://catalog.test/pipelines/{PipelineWorld.Totals}/runs answered: runs: must have a window.", Assert.Single(log));
    }

    [SkippableFact]
    public async Task State_is_reported_again_under_each_lease()
    {
        await using var world = await PipelineWorld.StartAsync(postgres);
        var pipeline = world.Pipeline;
        using var catalog = new RefusingCatalog("nothing");
        using var http = new HttpClient(catalog) { BaseAddress = new Uri("http://catalog.test/") };
        var reports = new RunReports(new OwnPipelines([pipeline]), world.Runs, world.States, new CatalogClient(http), world.Signal, new QuickTime(), new LogLines<RunReports>());

        for (var lease = 1; lease <= 2; lease++)
        {
            using var ending = new CancellationTokenSource();
            var run = reports.RunAsync([pipeline.Product], lease: null!, ending.Token);
            await Eventually.HoldsAsync(() => catalog.Paths.Count == lease);
            await ending.CancelAsync();
            await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private sealed class RefusingCatalog(string refused) : HttpMessageHandler
    {
        public ConcurrentQueue<string> Paths { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var path = request.RequestUri!.AbsolutePath;
            Paths.Enqueue(path);
            return Task.FromResult(path.Contains(refused, StringComparison.Ordinal)
                ? new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StringContent("""{"detail":"runs: must have a window."}""") }
                : new HttpResponseMessage(HttpStatusCode.OK));
        }
    }
}
