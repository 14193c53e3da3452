namespace MeshStarter.Platform.Enforcement.Polling;

/// <summary>Options of section <c>Mesh:Policy</c>: how a service keeps its copy of the policy bundle.</summary>
public sealed record PolicyBundleOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Mesh:Policy";

    /// <summary>The longest time that governance holds an answer.</summary>
    internal static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

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
}
