namespace MeshStarter.Contracts;

/// <summary>The progress of a retention rule in one store of a product's major version: counts and times, and no value of any row.</summary>
/// <param name="Major">The major version.</param>
/// <param name="Store">The store.</param>
/// <param name="Terms">How long rows stay.</param>
public sealed record StoreRetention(int Major, RetentionStore Store, RetentionTerms Terms)
{
    /// <summary>When the store was last looked through; null when it never was.</summary>
    public DateTimeOffset? RanAt { get; init; }

    /// <summary>What is older than this is gone; null when the rule never ran.</summary>
    public DateTimeOffset? Cutoff { get; init; }

    /// <summary>When something last went; null when nothing did yet.</summary>
    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>How many rows or events went then; of samples, those of how many batches.</summary>
    public long Removed { get; init; }

    /// <summary>How many went in all.</summary>
    public long TotalRemoved { get; init; }

    /// <summary>Of the stream: the last event before its beginning; null where its first event is still there.</summary>
    public string? LastExpiredEventId { get; init; }
}
