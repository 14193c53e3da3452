using MeshStarter.Contracts.Descriptors;

namespace MeshStarter.Contracts.Storage;

/// <summary>The progress of a retention rule in one store of a product's major version: counts and times, and no value of any row.</summary>
/// <param name="Major">The major version.</param>
/// <param name="Store">The store.</param>
/// <param name="Terms">How long rows stay.</param>
public sealed record StoreRetention(int Major, RetentionStore Store, RetentionTerms Terms)
{
    /// <summary>The time of the last look through the store; null when it never was.</summary>
    public DateTimeOffset? RanAt { get; init; }

    /// <summary>The time before which everything is gone; null when the rule never ran.</summary>
    public DateTimeOffset? Cutoff { get; init; }

    /// <summary>The time at which something last went; null when nothing did yet.</summary>
    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>The number of rows or events that went then; for samples, the number of their batches. Absent for a caller from whom a rule keeps rows.</summary>
    public long? Removed { get; init; }

    /// <summary>The number of all that went; absent as <see cref="Removed"/>.</summary>
    public long? TotalRemoved { get; init; }

    /// <summary>The last event of the stream before its beginning; null where its first event is still there, and for a caller who may not read, from whom a rule keeps rows, or who sees the column <c>event_id</c> masked. A domain's service names it to its own people and the platform's services alone.</summary>
    public string? LastExpiredEventId { get; init; }
}
