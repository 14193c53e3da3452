using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;

namespace MeshStarter.Contracts.Tests.Slo;

public sealed class SloTextTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 31, 12, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(SloObjective.Freshness, "5 minutes", "fresh within 5 minutes")]
    [InlineData(SloObjective.Freshness, "by 06:00 daily", "complete by 06:00 daily")]
    [InlineData(SloObjective.Availability, "99.9%", "available 99.9% of the time")]
    [InlineData(SloObjective.Volume, "at least 100 rows a batch", "at least 100 rows a batch")]
    [InlineData(SloObjective.Documentation, null, "not promised")]
    public void Promise_is_said_in_words(SloObjective objective, string? promise, string expected) => Assert.Equal(expected, SloText.Promise(Status(objective, promise, 0)));

    [Theory]
    [InlineData(SloObjective.Freshness, "5 minutes", 0, true, "no row waits")]
    [InlineData(SloObjective.Freshness, "5 minutes", 4.2, true, "oldest unseen row 4 s old")]
    [InlineData(SloObjective.Freshness, "5 minutes", 5_400, false, "oldest unseen row 90 min old")]
    [InlineData(SloObjective.Freshness, "by 06:00 daily", 0, true, "last due window on time")]
    [InlineData(SloObjective.Freshness, "by 06:00 daily", 9_000, false, "last due window 2.5 h late")]
    [InlineData(SloObjective.Availability, "99.9%", 1, true, "all ports are open")]
    [InlineData(SloObjective.Completeness, "99.9%", 0.99999, true, "99.99% of the last rows")]
    [InlineData(SloObjective.Documentation, null, 1, true, "100% described")]
    public void Measurement_is_said_in_words(SloObjective objective, string? promise, double value, bool isKept, string expected) => Assert.Equal(expected, SloText.Now(Status(objective, promise, value, isKept)));

    [Fact]
    public void Window_is_said_with_its_budget()
    {
        var status = Status(SloObjective.Availability, "99.9%", 1);

        Assert.Equal("99.97% over 30 days, 70% of the error budget left", SloText.Window(status with { Window = new SloWindow { Target = 0.999, Share = 0.9997, BudgetLeft = 0.7, MeasuredSince = At.AddDays(-30) } }, At));
        Assert.Equal("measured for 3 min, 100% of the error budget left", SloText.Window(status with { Window = new SloWindow { Target = 0.999, Share = 1, BudgetLeft = 1, MeasuredSince = At.AddMinutes(-3) } }, At));
        Assert.Equal("99.7% over 30 days, error budget overspent", SloText.Window(status with { Window = new SloWindow { Target = 0.999, Share = 0.997, BudgetLeft = -2, MeasuredSince = At.AddDays(-30) } }, At));
        Assert.Equal("", SloText.Window(status, At));
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(ProductStateReason.ServiceLevel, SloObjective.Freshness, "freshness")]
    [InlineData(ProductStateReason.CheckFailing, null, "a check does not pass")]
    [InlineData(ProductStateReason.SourceFailing, null, "what makes its rows fails")]
    [InlineData(ProductStateReason.PipelineFailing, null, "a run of its pipeline failed")]
    [InlineData(ProductStateReason.NotPublishing, null, "new rows do not reach readers")]
    [InlineData(ProductStateReason.Refused, null, "its service's version was refused")]
    [InlineData(ProductStateReason.Unreachable, null, "its service does not report")]
    [InlineData(ProductStateReason.Orphaned, null, "the mesh no longer finds its service")]
    public void Cause_of_a_products_state_is_in_words(ProductStateReason? reason, SloObjective? objective, string? words) =>
        Assert.Equal(words, SloText.Cause(new ProductStatus(SloState.AtRisk, At, reason, objective)));

    [Fact]
    public void Answer_is_read_as_it_is_written()
    {
        var slo = new ProductSlo
        {
            Product = DataProductId.Parse("orders.orders"),
            Major = 1,
            State = SloState.AtRisk,
            Since = At,
            Objectives = [Status(SloObjective.Availability, "99.9%", 1) with { BurnRates = [new SloBurnRate("1 hour", "5 minutes", 14.4, 20, 15, IsUrgent: true)], Days = [new SloDay(new DateOnly(2026, 1, 31), 0.5)] }],
        };

        var json = JsonSerializer.Serialize(slo, MeshJson.Options);

        Assert.Contains("\"state\":\"at_risk\"", json, StringComparison.Ordinal);
        Assert.Contains("\"objective\":\"availability\"", json, StringComparison.Ordinal);
        Assert.Contains("\"fires\":true", json, StringComparison.Ordinal);
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<ProductSlo>(json, MeshJson.Options), MeshJson.Options));
    }

    private static SloStatus Status(SloObjective objective, string? promise, double value, bool isKept = true) => new()
    {
        Objective = objective,
        Promise = promise,
        State = SloState.Met,
        Now = new SloMeasurement(At, isKept, value),
        Window = new SloWindow { Target = 0.99 },
    };
}
