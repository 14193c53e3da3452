using System.Globalization;
using System.Net;
using System.Text.Json;

namespace MeshStarter.EndToEnd.Mesh;

/// <summary>
/// <c>shipping.monthly_steps</c>, which a domain elsewhere computes of events whose personal data it sees masked, and of which it sees some only: the owner of
/// the events says so at once.
/// </summary>
internal sealed class MonthlySteps(TestMesh mesh, string service)
{
    private const int FirstYear = 2018;
    private const string Owner = "shipping-owner";
    private const string Columns = "CAST(month AS VARCHAR) AS month, event_type, seen_values, steps";

    private const string Select =
        """
        SELECT CAST(date_trunc('month', occurred_at AT TIME ZONE 'America/Sao_Paulo') AS DATE) AS month, event_type, count(DISTINCT customer_email) AS seen_values, count(*) AS steps
        FROM orders.fact_order_events GROUP BY 1, 2
        """;

    private static readonly (string File, string Text)[] Files =
    [
        ("data-product.yaml",
            """
            name: shipping.monthly_steps
            version: 1.0.0
            kind: aggregate
            owner: shipping-team@company.com
            accountable: { name: Ada Lovelace, email: ada.lovelace@company.com }
            description: Steps of the shop's orders by month
            inputs: [orders.fact_order_events]
            schema:
              - { name: month, type: DATE, required: true, description: The first local day of the month }
              - { name: event_type, type: STRING, required: true, description: The step }
              - { name: seen_values, type: BIGINT, required: true, description: How many different values of personal data the domain sees }
              - { name: steps, type: BIGINT, required: true, description: Their number }
            quality: { freshness_sla: "6 hours", availability: "99.9%", completeness: "99.9%", schema_evolution: backward_compatible }
            access: { classification: internal }
            ports: [table]
            examples: ["SELECT * FROM shipping.monthly_steps ORDER BY month DESC LIMIT 10"]
            """),
        ("pipeline.yaml",
            """
            inputs: { orders.fact_order_events: { by: occurred_at } }
            window: { column: month, size: 1 month, zone: America/Sao_Paulo, from: 2018-01-01 }
            run: on_inputs
            min_interval: 1 second
            lookback: 3
            """),
        ("pipeline.sql",
            """
            SELECT CAST(date_trunc('month', occurred_at) AS DATE) AS month, event_type, count(DISTINCT customer_email) AS seen_values, count(*) AS steps
            FROM orders.fact_order_events GROUP BY ALL
            """),
    ];

    /// <summary>Adds the product to the domain.</summary>
    /// <param name="repository">The root of the domain's repository.</param>
    public static async Task AddAsync(string repository)
    {
        var folder = Directory.CreateDirectory(Path.Combine(repository, "domains", "Shipping", "Products", "MonthlySteps")).FullName;
        foreach (var (file, text) in Files)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, file), text);
        }
    }

    /// <summary>Has the owner of the events show the domain the first steps of orders only.</summary>
    public async Task FilterAsync()
    {
        const string Rule =
            """
            - id: shipping-sees-first-steps
              description: Shipping sees the first steps of orders.
              effect: filter
              keep: { column: event_type, values: [placed, paid] }
              when: { products: [orders.fact_order_events], domains: [shipping] }
            """;
        var (status, answer) = await mesh.PostAsync(
            "governance", "/policy/tightenings", "orders-owner", new { rules = Rule, reason = "Shipping needs no more", product = "orders.fact_order_events", hours = 24 });
        Assert.True(status == HttpStatusCode.Created, answer.ToString());
        await mesh.GetUntilAsync("orders", "/products/fact_order_events/table/changes?column=occurred_at", Owner, changes => changes.TryGetProperty("reason", out _));
    }

    /// <summary>Waits until the product has the rows of its SELECT at the query proxy, for the same reader.</summary>
    /// <returns>The rows.</returns>
    public async Task<IReadOnlyList<string>> EqualsSelectAsync()
    {
        var expected = await RowsAsync($"({Select})", _ => true);
        var found = await RowsAsync("shipping.monthly_steps", rows => rows.Select(row => row.GetRawText()).SequenceEqual(expected, StringComparer.Ordinal));
        Assert.Equal(expected, found);
        return found;
    }

    /// <summary>Waits for runs whose cause has a text, and returns the months that they computed, the newest first.</summary>
    public async Task<IReadOnlyList<string>> CausedAsync(string cause)
    {
        var runs = await TestMesh.UntilAsync(RunsAsync, runs => runs.Any(run => IsOf(run, cause)) && runs.All(run => run.TryGetProperty("ended_at", out _)));
        Assert.All(runs, run => Assert.Equal("succeeded", run.GetProperty("state").GetString()));
        return [.. runs.Where(run => IsOf(run, cause)).Select(run => run.GetProperty("label").GetString()!).Distinct(StringComparer.Ordinal).OrderDescending(StringComparer.Ordinal)];
    }

    /// <summary>The months from the first window to that of a time, the newest first.</summary>
    public static IEnumerable<string> MonthsUntil(DateTimeOffset time)
    {
        for (var month = new DateOnly(time.Year, time.Month, 1); month.Year >= FirstYear; month = month.AddMonths(-1))
        {
            yield return month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        }
    }

    private async Task<IReadOnlyList<JsonElement>> RunsAsync() =>
        [.. JsonElement.Parse(await mesh.UntilServedAsync($"{service}/products/monthly_steps/runs?limit=1000", Owner)).GetProperty("items").EnumerateArray()];

    private static bool IsOf(JsonElement run, string cause) => run.GetProperty("cause").GetString()!.Contains(cause, StringComparison.Ordinal);

    private async Task<IReadOnlyList<string>> RowsAsync(string source, Func<IReadOnlyList<JsonElement>, bool> right) =>
        [.. (await mesh.QueryUntilAsync($"SELECT {Columns} FROM {source} ORDER BY 1, 2", Owner, right)).Select(row => row.GetRawText())];
}
