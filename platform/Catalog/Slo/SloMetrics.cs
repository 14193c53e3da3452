using System.Diagnostics.Metrics;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;

namespace MeshStarter.Catalog.Slo;

/// <summary>The service levels as OpenTelemetry meters.</summary>
internal sealed class SloMetrics : IDisposable
{
    private readonly Meter _meter = new("MeshStarter.Catalog.Slo");
    private volatile IReadOnlyList<Measurement<double>> _freshness = [];
    private volatile IReadOnlyList<Measurement<int>> _states = [];
    private volatile IReadOnlyList<Measurement<double>> _budgets = [];
    private volatile IReadOnlyList<Measurement<double>> _rates = [];

    public SloMetrics()
    {
        _meter.CreateObservableGauge<double>("mesh.product.freshness", () => _freshness, "s", "Age of the oldest emitted row that readers cannot see yet, or delay of the last due window");
        _meter.CreateObservableGauge<int>("mesh.slo.state", () => _states, "{state}", "State of a service level: 0 met, 1 recovered, 2 unknown, 3 at risk, 4 breached");
        _meter.CreateObservableGauge<double>("mesh.slo.error_budget.left", () => _budgets, "1", "Share of the error budget of 30 days that is left");
        _meter.CreateObservableGauge<double>("mesh.slo.burn_rate", () => _rates, "1", "Rate at which the error budget is spent; 1 spends it in 30 days");
    }

    /// <summary>Notes the measurements of a round.</summary>
    public void Note(IEnumerable<Measured> measurements) =>
        _freshness = [.. measurements.Where(measured => measured.Key.Objective == SloObjective.Freshness).Select(measured => new Measurement<double>(measured.Value, Product(measured.Key)))];

    /// <summary>Notes the states of an evaluation.</summary>
    public void Note(IReadOnlyDictionary<SloKey, ObjectiveState> states, IReadOnlyDictionary<SloKey, SloAssessment> assessments)
    {
        _states = [.. states.Select(state => new Measurement<int>((int)state.Value.State, Product(state.Key), Objective(state.Key)))];
        _budgets = [.. assessments.Where(each => each.Value.Window.BudgetLeft is not null).Select(each => new Measurement<double>(each.Value.Window.BudgetLeft!.Value, Product(each.Key), Objective(each.Key)))];
        _rates = [.. assessments.SelectMany(each => each.Value.Alerts.Select(alert => new Measurement<double>(alert.LongRate, Product(each.Key), Objective(each.Key), new KeyValuePair<string, object?>("mesh.slo.window", alert.LongWindow))))];
    }

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Product(SloKey key) => new("mesh.product", key.Product.Reference.ToString());

    private static KeyValuePair<string, object?> Objective(SloKey key) => new("mesh.slo.objective", WireNames.Of(key.Objective));
}
