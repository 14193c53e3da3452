namespace MeshStarter.Lake;

/// <summary>One row to write to a table: a fact to append, or the new state of the row with its key.</summary>
/// <param name="Position">Position of the change in its product's outbox; grows from change to change.</param>
/// <param name="Row">The row in canonical JSON (see <see cref="Contracts.RowContract"/>).</param>
public sealed record RowChange(long Position, string Row);
