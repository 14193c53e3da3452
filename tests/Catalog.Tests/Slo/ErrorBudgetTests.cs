using MeshStarter.Catalog.Slo;
using MeshStarter.Contracts.Slo;

namespace MeshStarter.Catalog.Tests.Slo;

/// <summary>The arithmetic of a service level, without a database.</summary>
[Trait("Category", "Quick")]
public sealed class ErrorBudgetTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    private static readonly SloPromise Availability = new(SloObjective.Availability, "99.9%", 0.999);
    private static readonly SloPromise Completeness = new(SloObjective.Completeness, "99%", 0.99);

    [Fact]
    public void Time_that_was_not_measured_counts_as_kept_and_a_service_level_that_never_was_has_no_share()
    {
        // 43.2 minutes may fail in 30 days.
        var window = new ErrorBudget(Availability, [Failed(TimeSpan.FromMinutes(10.8), endedAgo: TimeSpan.FromDays(2))], Now).OfWindow();

        Assert.Equal(0.75, window.BudgetLeft!.Value, 6);
        Assert.Equal(1 - 10.8 / 43_200, window.Share!.Value, 9);
        Assert.Equal(Now - TimeSpan.FromDays(2) - TimeSpan.FromMinutes(10.8), window.MeasuredSince);

        var never = new ErrorBudget(Availability, [], Now).OfWindow();

        Assert.Equal((null, null, null), (never.Share, never.BudgetLeft, never.MeasuredSince));
    }

    [Fact]
    public void Failure_before_the_window_does_not_count_and_one_at_its_edge_counts_in_part()
    {
        var window = new ErrorBudget(Availability, [Failed(TimeSpan.FromMinutes(43.2), endedAgo: ErrorBudget.Window - TimeSpan.FromMinutes(21.6)), Failed(TimeSpan.FromHours(1), ErrorBudget.Window + TimeSpan.FromHours(1))], Now).OfWindow();

        Assert.Equal(0.5, window.BudgetLeft!.Value, 6);
        Assert.Equal(Now - ErrorBudget.Window, window.MeasuredSince);
    }

    [Theory]
    [InlineData(51, false)]
    [InlineData(52, true)]
    public void Urgent_alert_fires_when_two_percent_of_the_budget_went_in_an_hour(int seconds, bool fires)
    {
        var alerts = BurnRateAlerts.Of(new ErrorBudget(Availability, [Failed(TimeSpan.FromSeconds(seconds), TimeSpan.Zero)], Now));

        Assert.Equal(fires, alerts[0].Fires);
        Assert.Equal(("1 hour", "5 minutes", 14.4, true), (alerts[0].LongWindow, alerts[0].ShortWindow, alerts[0].Threshold, alerts[0].IsUrgent));
    }

    [Fact]
    public void Urgent_alert_ends_when_its_short_window_is_clear()
    {
        var failed = Failed(TimeSpan.FromMinutes(2), endedAgo: TimeSpan.FromMinutes(5));

        Assert.False(BurnRateAlerts.Of(new ErrorBudget(Availability, [failed], Now))[0].Fires);
        Assert.True(BurnRateAlerts.Of(new ErrorBudget(Availability, [failed], Now - TimeSpan.FromMinutes(1)))[0].Fires);
    }

    [Fact]
    public void Slow_alerts_fire_for_failures_that_are_short_and_come_again()
    {
        // 30 s of each hour: 8 times the budget.
        var failures = Enumerable.Range(0, 72).Select(hour => Failed(TimeSpan.FromSeconds(30), TimeSpan.FromHours(hour) + TimeSpan.FromMinutes(20))).ToList();

        var alerts = BurnRateAlerts.Of(new ErrorBudget(Availability, failures, Now));

        Assert.Equal([false, true, true, true], alerts.Select(alert => alert.Fires));
        Assert.Equal(8.333, alerts[3].LongRate, 3);
    }

    [Fact]
    public void Rows_count_by_their_number()
    {
        SloSlice good = new(Now - TimeSpan.FromDays(1), Now - TimeSpan.FromDays(1) + TimeSpan.FromMinutes(5), 9_950, 0);
        SloSlice bad = new(Now - TimeSpan.FromMinutes(5), Now, 0, 50);

        var window = new ErrorBudget(Completeness, [good, bad], Now).OfWindow();

        Assert.Equal(0.995, window.Share!.Value, 9);
        Assert.Equal(0.5, window.BudgetLeft!.Value, 9);
    }

    [Fact]
    public void Days_have_the_share_of_what_was_measured_in_them_be_it_a_minute()
    {
        SloSlice kept = new(Now.AddDays(-2).AddHours(-12), Now.AddHours(-12).AddDays(-1), TimeSpan.FromDays(1).TotalSeconds, 0);

        var days = new ErrorBudget(Availability, [kept, Failed(TimeSpan.FromHours(6), TimeSpan.Zero)], Now).Days();

        Assert.Equal([new SloDay(new DateOnly(2026, 1, 29), 1), new SloDay(new DateOnly(2026, 1, 31), 0.75)], days);

        var minute = new ErrorBudget(Availability, [Failed(TimeSpan.FromSeconds(8.64), TimeSpan.FromMinutes(1))], Now).Days();

        Assert.Equal(new DateOnly(2026, 1, 31), Assert.Single(minute).Day);
        Assert.Equal(0.9999, minute[0].Share, 9);
    }

    [Theory]
    [InlineData(SloState.Unknown, 0, true, false, SloState.Met)]
    [InlineData(SloState.Met, 0, false, false, SloState.Unknown)]
    [InlineData(SloState.Met, 30, true, true, SloState.AtRisk)]
    [InlineData(SloState.AtRisk, 60, true, true, SloState.Breached)]
    [InlineData(SloState.Breached, 60, true, false, SloState.Breached)]
    [InlineData(SloState.Met, 60, true, false, SloState.AtRisk)]
    public void State_follows_from_what_is_measured(SloState before, int failedSeconds, bool isMeasured, bool isFailing, SloState expected)
    {
        var budget = new ErrorBudget(Availability, failedSeconds > 0 ? [Failed(TimeSpan.FromSeconds(failedSeconds), TimeSpan.Zero)] : [], Now);

        Assert.Equal(expected, SloStateRule.Of(before, isMeasured, isFailing, budget, BurnRateAlerts.Of(budget), Now));
    }

    [Theory]
    [InlineData(SloState.Breached, 1, SloState.Recovered)]
    [InlineData(SloState.AtRisk, 23, SloState.Recovered)]
    [InlineData(SloState.Recovered, 23, SloState.Recovered)]
    [InlineData(SloState.Recovered, 24, SloState.Met)]
    [InlineData(SloState.Met, 1, SloState.Met)]
    public void Service_level_is_recovered_for_a_day_after_its_last_failure(SloState before, int hoursAgo, SloState expected)
    {
        var budget = new ErrorBudget(Availability, [Failed(TimeSpan.FromSeconds(60), TimeSpan.FromHours(hoursAgo))], Now);

        Assert.Equal(expected, SloStateRule.Of(before, isMeasured: true, isFailing: false, budget, BurnRateAlerts.Of(budget), Now));
    }

    [Fact]
    public void Service_level_whose_budget_is_spent_is_not_met_before_the_failures_leave_the_window()
    {
        var budget = new ErrorBudget(Availability, [Failed(TimeSpan.FromHours(1), TimeSpan.FromDays(20))], Now);

        Assert.Equal(SloState.Recovered, SloStateRule.Of(SloState.Recovered, isMeasured: true, isFailing: false, budget, BurnRateAlerts.Of(budget), Now));
        Assert.Equal(SloState.Breached, SloStateRule.Of(SloState.Recovered, isMeasured: true, isFailing: true, budget, BurnRateAlerts.Of(budget), Now));
    }

    private static SloSlice Failed(TimeSpan length, TimeSpan endedAgo) => new(Now - endedAgo - length, Now - endedAgo, 0, length.TotalSeconds);
}
