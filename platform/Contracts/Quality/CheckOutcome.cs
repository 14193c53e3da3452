namespace MeshStarter.Contracts.Quality;

/// <summary>The outcomes of a quality check of a batch. On the wire in lower case.</summary>
public enum CheckOutcome
{
    /// <summary>Nothing speaks against the batch.</summary>
    Passed,

    /// <summary>The batch is not as the contract promises.</summary>
    Failed,

    /// <summary>The check itself could not be run; it counts as failed.</summary>
    Broken,
}
