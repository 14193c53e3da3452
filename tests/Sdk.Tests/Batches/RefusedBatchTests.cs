using System.Net;
using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Sdk.Batches;
using MeshStarter.Sdk.Tests.Quality;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace MeshStarter.Sdk.Tests.Batches;

/// <summary>The answer of a domain's own endpoint that publishes a whole batch.</summary>
public sealed class RefusedBatchTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [SkippableFact]
    public async Task Batch_that_fails_its_checks_is_a_problem_that_names_them_and_no_value()
    {
        await using var world = await CheckedWorld.StartServiceAsync(postgres, "checked.daily_totals");
        var table = DataProductTableTests.Typed(world.Service);
        await using var app = await Loopback.StartAsync(
            app => app.UseExceptionHandler().Run(async _ => await table.PublishAsync("a", [new DailyTotalsRow(new DateOnly(2026, 1, 1), 1, -987.65m)], CancellationToken.None)),
            configure: builder => builder.Services.AddProblemDetails().AddExceptionHandler<RefusedRowsHandler>());
        using var http = new HttpClient();

        using var response = await http.PostAsync(app.Urls.Single(), content: null, CancellationToken.None);

        var body = await response.Content.ReadAsStringAsync(CancellationToken.None);
        var problem = JsonElement.Parse(body);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, ProblemTypes.QualityFailed), (response.StatusCode, problem.GetProperty("type").GetString()));
        Assert.Equal(
            "checked.daily_totals@1: batch a is quarantined. range: 1 row: total is below 0. Fix what is wrong and publish it again by this id.",
            problem.GetProperty("detail").GetString());
        Assert.DoesNotContain("987", body, StringComparison.Ordinal);
    }
}
