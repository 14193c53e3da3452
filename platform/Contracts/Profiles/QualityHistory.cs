using MeshStarter.Contracts.Quality;

namespace MeshStarter.Contracts.Profiles;

/// <summary>The results of the checks of one major version of a product.</summary>
public sealed record QualityHistory
{
    /// <summary>The result of each check on the newest batch; empty before the first.</summary>
    public required IReadOnlyList<CheckStatus> Checks { get; init; }

    /// <summary>The failure that keeps rows from the table; null when they reach it, or nothing was reported.</summary>
    public PublishingState? Publishing { get; init; }

    /// <summary>The results by day, the newest first; days without a batch are left out.</summary>
    public required IReadOnlyList<QualityDay> Days { get; init; }
}
