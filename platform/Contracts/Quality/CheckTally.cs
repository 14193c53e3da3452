using MeshStarter.Contracts.Checks;

namespace MeshStarter.Contracts.Quality;

/// <summary>The results of one check on several batches.</summary>
public sealed record CheckTally
{
    /// <summary>The check as the descriptor states it.</summary>
    public required QualityCheck Check { get; init; }

    /// <summary>Batches that passed.</summary>
    public required int Passed { get; init; }

    /// <summary>Batches that did not.</summary>
    public required int Failed { get; init; }

    /// <summary>Batches for which it could not be run.</summary>
    public required int Broken { get; init; }

    /// <summary>Rows that broke it; absent for a caller from whom a rule keeps rows.</summary>
    public long? FailingRows { get; init; }
}
