namespace MeshStarter.Contracts.Rows;

/// <summary>A row validated against its contract: the typed row, or what is wrong with it.</summary>
/// <param name="Row">The typed row; null when there are violations.</param>
/// <param name="Violations">All violations, in column order.</param>
public sealed record RowResult(TypedRow? Row, IReadOnlyList<RowViolation> Violations);
