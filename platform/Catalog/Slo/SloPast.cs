using MeshStarter.Contracts.Slo;

namespace MeshStarter.Catalog.Slo;

/// <summary>The past of a service level.</summary>
/// <param name="Slices">Its parts within the last 30 days, in any order.</param>
/// <param name="Last">The last measurement; null where there is none.</param>
/// <param name="LastSince">Since when measurements have had that result.</param>
internal sealed record SloPast(IReadOnlyList<SloSlice> Slices, SloMeasurement? Last, DateTimeOffset? LastSince)
{
    /// <summary>A service level that was never measured.</summary>
    public static SloPast None { get; } = new([], null, null);
}
