using System.Text.Json.Nodes;

namespace MeshStarter.Contracts.Rows;

/// <summary>A row validated against its contract: the canonical row, or what is wrong with it.</summary>
/// <param name="Row">The row in canonical form; null when there are violations.</param>
/// <param name="Violations">All violations, in column order.</param>
public sealed record RowResult(JsonObject? Row, IReadOnlyList<RowViolation> Violations);
