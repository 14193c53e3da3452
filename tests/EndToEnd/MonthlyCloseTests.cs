using System.Net;
using System.Text.Json;

namespace MeshStarter.EndToEnd;

/// <summary>The sample pipeline of Payments, a class that runs by the clock, against the same SELECT at the query proxy.</summary>
[Collection(ImportedMesh.Collection)]
public sealed class MonthlyCloseTests(ImportedMesh imported)
{
    [Fact]
    public async Task Owner_backfills_the_past_and_the_product_has_the_rows_of_the_select()
    {
        // The shop's payments are of May and June.
        var closed = await ClosedMonths.BackfillAsync(imported.Mesh, "2018-04-01", "2018-07-31");

        Assert.Equal(["2018-07 succeeded", "2018-06 succeeded", "2018-05 succeeded", "2018-04 succeeded"], closed.Labels);
        Assert.NotEmpty(closed.Selected);
        Assert.Equal(closed.Selected, closed.Rows);
        var graph = await imported.Mesh.GetUntilAsync("catalog", "/lineage?node=payments.monthly_close&direction=upstream&depth=1", "analyst", IsMadeOfPayments);
        Assert.True(IsMadeOfPayments(graph), graph.GetRawText());
    }

    [Fact]
    public async Task Next_month_is_due_by_the_clock_and_other_domains_do_not_backfill()
    {
        var (_, state) = await imported.Mesh.GetAsync("payments", "/products/monthly_close/pipeline", "payments-owner");
        var due = state.GetProperty("next_due").GetDateTimeOffset().UtcDateTime;
        Assert.Equal((1, 9, 15), (due.Day, due.Hour, due.Minute));

        var (status, _) = await imported.Mesh.PostAsync("payments", "/products/monthly_close/pipeline/backfill", "analyst", new { from = "2018-05-01", to = "2018-05-31" });

        Assert.Equal(HttpStatusCode.Forbidden, status);
    }

    [Fact]
    public async Task Backfill_of_more_windows_than_one_may_have_is_refused()
    {
        var (status, problem) = await imported.Mesh.PostAsync("inventory", "/products/daily_sales/pipeline/backfill", "inventory-owner", new { from = "2025-01-01", to = "9998-12-31", dry_run = true });

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("to: more than 100000 windows are from from to it; backfill a part after another.", problem.GetProperty("detail").GetString());
    }

    private static bool IsMadeOfPayments(JsonElement body) => TestMesh.NodesOf(body).Contains("dataset:mesh:payments.fact_payment_events", StringComparer.Ordinal);
}
