using System.Text.RegularExpressions;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;
using MeshStarter.Portal.Slo;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshStarter.Portal.Tests;

/// <summary>The service levels of a product's page.</summary>
[Trait("Category", "Quick")]
public sealed partial class SloSectionTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 31, 12, 30, 0, TimeSpan.Zero);

    /// <summary>A product that is at risk, for whole pages.</summary>
    internal static ProductSlo Slo { get; } = new()
    {
        Product = DataProductId.Parse("shop.orders"),
        Major = 1,
        State = SloState.AtRisk,
        Since = At,
        Reason = ProductStateReason.ServiceLevel,
        Objective = SloObjective.Availability,
        Objectives =
        [
            new()
            {
                Objective = SloObjective.Availability,
                Promise = "99.9%",
                State = SloState.AtRisk,
                Since = At,
                Now = new SloMeasurement(At, IsKept: false, 0, "The domain's service does not answer."),
                Window = new SloWindow { Target = 0.999, Share = 0.9997, BudgetLeft = 0.7, MeasuredSince = At.AddDays(-30) },
                Days = [.. Enumerable.Range(0, 30).Select(day => new SloDay(new DateOnly(2026, 1, 1).AddDays(day), day == 3 ? 0.98 : 1))],
                History = [new SloStateChange(SloState.AtRisk, At), new SloStateChange(SloState.Recovered, At.AddDays(-1))],
            },
        ],
    };

    [Fact]
    public async Task Each_service_level_is_shown_with_its_state_promise_measurement_budget_and_history()
    {
        var html = await RenderAsync(new SloStatus
        {
            Objective = SloObjective.Availability,
            Promise = "99.9%",
            State = SloState.AtRisk,
            Since = At,
            Now = new SloMeasurement(At, IsKept: false, 0, "The domain's service does not answer."),
            Window = new SloWindow { Target = 0.999, Share = 0.9997, BudgetLeft = 0.7, MeasuredSince = At.AddDays(-30) },
            BurnRates = [new SloBurnRate("1 hour", "5 minutes", 14.4, 16.7, 200, IsUrgent: true)],
            Days = [new SloDay(new DateOnly(2026, 1, 30), 1), new SloDay(new DateOnly(2026, 1, 31), 0.98)],
            History = [new SloStateChange(SloState.AtRisk, At), new SloStateChange(SloState.Met, At.AddDays(-1))],
        });

        Assert.Equal(
            "Service levels Availability at risk available 99.9% of the time · now: The domain's service does not answer. 2026-01-30: 100% 2026-01-31: 98% "
            + "99.97% over 30 days, 70% of the error budget left at risk since 2026-01-31 12:30:00 UTC "
            + "The error budget is spent 16.7 times as fast as it lasts, over 1 hour. "
            + "States of availability at risk since 2026-01-31 12:30:00 UTC met since 2026-01-30 12:30:00 UTC",
            PageText.Read(html));
        Assert.Contains("class=\"state state-at-risk\"", html, StringComparison.Ordinal);
        Assert.Contains("aria-label=\"2 measured days, 1 below 99.9%\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_level_that_is_measured_for_minutes_says_so_and_its_day_is_not_missed()
    {
        var html = await RenderAsync(new SloStatus
        {
            Objective = SloObjective.Freshness,
            Promise = "5 minutes",
            State = SloState.Met,
            Window = new SloWindow { Target = 0.99, Share = 1, BudgetLeft = 1, MeasuredSince = At.AddMinutes(-3) },
            Days = [new SloDay(new DateOnly(2026, 1, 30), 0.98), new SloDay(new DateOnly(2026, 1, 31), 0.99 - 1e-15)],
        });

        Assert.EndsWith("measured for 3 min, 100% of the error budget left", PageText.Read(html), StringComparison.Ordinal);
        Assert.Equal(["slo-day-missed", "slo-day-kept"], DayClass().Matches(html).Select(day => day.Value));
    }

    [Fact]
    public async Task Product_that_is_not_measured_yet_says_so() => Assert.Contains(
        "Nothing is measured yet: the catalog measures a product within a minute once its service runs.",
        PageText.Read(await RenderAsync(new SloStatus { Objective = SloObjective.Freshness, Promise = "5 minutes", State = SloState.Unknown, Window = new SloWindow { Target = 0.99 } })),
        StringComparison.Ordinal);

    [Fact]
    public async Task Hostile_texts_of_a_contract_are_shown_as_texts()
    {
        var html = await RenderAsync(new SloStatus
        {
            Objective = SloObjective.Freshness,
            Promise = "<script>alert(1)</script>",
            State = SloState.Breached,
            Now = new SloMeasurement(At, IsKept: false, 0, "<b>\u001b</b>"),
            Window = new SloWindow { Target = 0.99 },
        });

        Assert.Contains("<script>alert(1)</script>", PageText.Read(html), StringComparison.Ordinal);
        Assert.Contains("<b>", PageText.Read(html), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
    }

    [GeneratedRegex("slo-day-[a-z]+", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex DayClass();

    private static async Task<string> RenderAsync(SloStatus status)
    {
        await using var services = new ServiceCollection().AddSingleton<TimeProvider>(new StoppedTime(At)).BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var slo = new ProductSlo { Product = DataProductId.Parse("shop.orders"), Major = 1, State = status.State, Objectives = [status] };
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<SloSection>(ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(SloSection.Slo)] = slo }))).ToHtmlString());
    }
}
