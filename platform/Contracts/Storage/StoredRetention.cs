using MeshStarter.Contracts.Descriptors;

namespace MeshStarter.Contracts.Storage;

/// <summary>The progress of a retention rule in a table.</summary>
/// <param name="Terms">How long rows stay.</param>
/// <param name="RanAt">When rows were last looked through; null when they never were.</param>
/// <param name="Cutoff">Rows older than this are deleted; null when the rule never ran.</param>
/// <param name="RemovedAt">When rows last went; null when none did yet.</param>
/// <param name="RemovedRows">How many went then; null for a caller from whom a rule keeps rows.</param>
/// <param name="TotalRemovedRows">How many went in all; null as <paramref name="RemovedRows"/>.</param>
public sealed record StoredRetention(
    RetentionTerms Terms, DateTimeOffset? RanAt = null, DateTimeOffset? Cutoff = null, DateTimeOffset? RemovedAt = null, long? RemovedRows = null, long? TotalRemovedRows = null);
