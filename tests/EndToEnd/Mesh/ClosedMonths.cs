using System.Net;
using System.Text.Json;

namespace MeshStarter.EndToEnd.Mesh;

/// <summary>The months that the sample pipeline of Payments has closed, next to the same SELECT at the query proxy.</summary>
/// <param name="Labels">The windows that ran, each with its state, the newest first.</param>
/// <param name="Rows">The rows of the product.</param>
/// <param name="Selected">The rows of the SELECT.</param>
internal sealed record ClosedMonths(IReadOnlyList<string> Labels, IReadOnlyList<string> Rows, IReadOnlyList<string> Selected)
{
    private const string Columns =
        "CAST(month AS VARCHAR) AS month, payment_type, orders, payments, refunds, CAST(paid AS VARCHAR) AS paid, CAST(refunded AS VARCHAR) AS refunded, CAST(net AS VARCHAR) AS net";

    private const string Select =
        """
        SELECT CAST(date_trunc('month', occurred_at AT TIME ZONE 'America/Sao_Paulo') AS DATE) AS month, payment_type,
            count(DISTINCT order_id) AS orders, count(*) FILTER (WHERE amount >= 0) AS payments, count(*) FILTER (WHERE amount < 0) AS refunds,
            CAST(sum(greatest(amount, 0)) AS DECIMAL(18,2)) AS paid, CAST(sum(greatest(-amount, 0)) AS DECIMAL(18,2)) AS refunded, CAST(sum(amount) AS DECIMAL(18,2)) AS net
        FROM payments.fact_payment_events GROUP BY 1, 2
        """;

    /// <summary>Closes the months of some local days by a backfill of the owner, once all payments are in the table.</summary>
    public static async Task<ClosedMonths> BackfillAsync(TestMesh mesh, string from, string to)
    {
        var selected = await RowsAsync($"({Select})", _ => true);
        var (status, answer) = await mesh.PostAsync("payments", "/products/monthly_close/pipeline/backfill", "payments-owner", new { from, to });
        Assert.True(status == HttpStatusCode.Accepted, answer.ToString());
        var windows = answer.GetProperty("windows").GetInt32();
        var runs = await mesh.GetUntilAsync("payments", "/products/monthly_close/runs", "payments-owner", body => AreEnded(body) && Ended(body).Count >= windows);
        return new ClosedMonths([.. Ended(runs).Take(windows)], await RowsAsync("payments.monthly_close", rows => rows.Count >= selected.Count), selected);

        async Task<IReadOnlyList<string>> RowsAsync(string source, Func<IReadOnlyList<JsonElement>, bool> right) =>
            [.. (await mesh.QueryUntilAsync($"SELECT {Columns} FROM {source} ORDER BY 1, 2", "analyst", right)).Select(row => row.GetRawText())];
    }

    private static bool AreEnded(JsonElement body) => body.GetProperty("items").EnumerateArray().All(run => run.TryGetProperty("ended_at", out _));

    // A due time of the clock may come in between.
    private static IReadOnlyList<string> Ended(JsonElement body) =>
    [
        .. body.GetProperty("items").EnumerateArray().Where(run => run.GetProperty("cause").GetString() == "backfill" && run.TryGetProperty("ended_at", out _))
            .Select(run => $"{run.GetProperty("label").GetString()} {run.GetProperty("state").GetString()}"),
    ];
}
