namespace MeshStarter.Contracts.Profiles;

/// <summary>A filter on the rows that a caller gets.</summary>
/// <param name="Rule">The rule that filters.</param>
/// <param name="Column">The column that decides.</param>
/// <param name="Values">The values whose rows the caller gets, in words.</param>
public sealed record ReaderFilter(string Rule, string Column, IReadOnlyList<string> Values);
