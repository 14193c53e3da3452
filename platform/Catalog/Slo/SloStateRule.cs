using MeshStarter.Contracts.Slo;

namespace MeshStarter.Catalog.Slo;

/// <summary>Decides the state of a service level from its last state and its measurements.</summary>
internal static class SloStateRule
{
    /// <summary>So long after its last failure a service level is recovered, and then met.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromDays(1);

    /// <summary>Returns the state.</summary>
    /// <param name="before">The state so far.</param>
    /// <param name="isMeasured">Whether it is measured now.</param>
    /// <param name="isFailing">Whether the promise is not kept now.</param>
    /// <param name="budget">Its last 30 days.</param>
    /// <param name="alerts">The rates at which its budget is spent.</param>
    /// <param name="now">The moment.</param>
    public static SloState Of(SloState before, bool isMeasured, bool isFailing, ErrorBudget budget, IReadOnlyList<SloBurnRate> alerts, DateTimeOffset now)
    {
        if (!isMeasured)
        {
            return SloState.Unknown;
        }

        var isUrgent = alerts.Any(alert => alert is { IsUrgent: true, Fires: true });
        var isSpent = budget.OfWindow().BudgetLeft <= 0 && budget.LastFailure() is not null;
        return isFailing && (isUrgent || isSpent) ? SloState.Breached
            : before == SloState.Breached && (isFailing || isUrgent) ? SloState.Breached
            : isFailing || alerts.Any(alert => alert.Fires) ? SloState.AtRisk
            : isSpent || (before != SloState.Met && budget.LastFailure() > now - Recovery) ? SloState.Recovered
            : SloState.Met;
    }
}
