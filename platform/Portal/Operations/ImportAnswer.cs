namespace MeshStarter.Portal.Operations;

/// <summary>The progress of the import of a domain's source data, as its own service reports it.</summary>
/// <param name="State"><c>none</c>, <c>running</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="Imported">The rows that were imported, by file.</param>
/// <param name="Rejected">The rows that were not.</param>
/// <param name="Error">Why it failed, for the domain itself.</param>
public sealed record ImportAnswer(string State, IReadOnlyDictionary<string, long> Imported, long? Rejected, string? Error);
