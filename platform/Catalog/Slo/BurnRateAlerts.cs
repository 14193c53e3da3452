using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Slo;

namespace MeshStarter.Catalog.Slo;

/// <summary>
/// The alerts of the Site Reliability Workbook (chapter 5, "Multiwindow, Multi-Burn-Rate Alerts"), whose slow ones suit a window of 30 days: the urgent
/// ones fire when 2 % of the budget is spent in an hour or 5 % in six, the others when 10 % is spent in a day or in three.
/// </summary>
internal static class BurnRateAlerts
{
    private static readonly (TimeSpan Long, TimeSpan Short, double Threshold, bool IsUrgent)[] All =
    [
        (TimeSpan.FromHours(1), TimeSpan.FromMinutes(5), 14.4, true),
        (TimeSpan.FromHours(6), TimeSpan.FromMinutes(30), 6, true),
        (TimeSpan.FromDays(1), TimeSpan.FromHours(2), 3, false),
        (TimeSpan.FromDays(3), TimeSpan.FromHours(6), 1, false),
    ];

    /// <summary>The rate of each alert.</summary>
    public static IReadOnlyList<SloBurnRate> Of(ErrorBudget budget) =>
        [.. All.Select(alert => new SloBurnRate(DurationText.Format(alert.Long), DurationText.Format(alert.Short), alert.Threshold, Rounded(budget.BurnRate(alert.Long)), Rounded(budget.BurnRate(alert.Short)), alert.IsUrgent))];

    private static double Rounded(double rate) => Math.Round(rate, 3);
}
