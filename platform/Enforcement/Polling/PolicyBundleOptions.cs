namespace MeshStarter.Platform.Enforcement.Polling;

/// <summary>Options of section <c>Mesh:Policy</c>: how a service keeps its copy of the policy bundle.</summary>
public sealed record PolicyBundleOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Mesh:Policy";

    /// <summary>The longest time that governance holds an answer.</summary>
    internal static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>The time for which governance is to hold an answer: no copy grows too old during it.</summary>
    internal TimeSpan Wait => new[] { RefreshInterval, MaximumAge / 3, LongestWait }.Min();

    /// <summary>
    /// The time that a request for a newer bundle waits at governance, a minute at most; a new bundle is returned at once. Default 1 min, 100 ms
    /// to 10 min.
    /// </summary>
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The time that the last good bundle is valid after the last successful check. Default 10 min, 1 s to 1 day.</summary>
    public TimeSpan MaximumAge { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Absolute folder, of this service alone, of the rules and the grants that it last knew: with it a service that restarts while governance is away decides
    /// by them, for <see cref="MaximumAge"/> at most. Null for none.
    /// </summary>
    public string? StateFolder { get; init; }

    /// <summary>The timestamp at which governance confirmed a copy on the disk; null where it is too old, or from the machine's future and so of unknown age.</summary>
    internal long? ConfirmedAt(DateTimeOffset copied, TimeProvider time)
    {
        var age = time.GetUtcNow() - copied;
        return age < TimeSpan.Zero || age > MaximumAge ? null : time.GetTimestamp() - (long)(age.TotalSeconds * time.TimestampFrequency);
    }
}
