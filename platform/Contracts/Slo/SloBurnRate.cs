namespace MeshStarter.Contracts.Slo;

/// <summary>
/// The speed at which the error budget is spent, by one alert on two windows: 1 spends it in exactly 30 days. The alert fires while both windows are at the threshold
/// or above: the long one shows that it matters, the short one that it still goes on.
/// </summary>
/// <param name="LongWindow">The long window, such as <c>1 hour</c>.</param>
/// <param name="ShortWindow">The short window, a twelfth of it.</param>
/// <param name="Threshold">The rate at which the alert fires.</param>
/// <param name="LongRate">The rate in the long window.</param>
/// <param name="ShortRate">The rate in the short window.</param>
/// <param name="IsUrgent">Whether a person should act at once: the budget is spent within days.</param>
public sealed record SloBurnRate(string LongWindow, string ShortWindow, double Threshold, double LongRate, double ShortRate, bool IsUrgent)
{
    /// <summary>Whether the alert fires.</summary>
    public bool Fires => LongRate >= Threshold && ShortRate >= Threshold;
}
