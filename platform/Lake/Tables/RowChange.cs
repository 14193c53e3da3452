namespace MeshStarter.Lake;

/// <summary>One row on its way into a table: a fact to append, or the new state of the row with its key.</summary>
/// <param name="Position">Place of the change in its product's outbox; grows from change to change.</param>
/// <param name="Row">The row in canonical JSON (see <see cref="Contracts.RowContract"/>).</param>
public sealed record RowChange(long Position, string Row);
