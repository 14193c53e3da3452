namespace MeshStarter.Lake.Tables;

/// <summary>One change of a table: a fact to append, the new state of the row with its key, or a delete.</summary>
/// <param name="Position">Position of the change in its product's outbox; grows from change to change.</param>
/// <param name="Row">
/// The row in canonical JSON (see <see cref="MeshStarter.Contracts.Rows.RowContract"/>); null for a delete, and for a row that was erased before it was published.
/// </param>
public sealed record RowChange(long Position, string? Row)
{
    /// <summary>
    /// The values of the deleted row's identity (<see cref="MeshStarter.Contracts.Rows.RowIdentity"/>), in canonical JSON; null for a row. Deletes are published in batches of their
    /// own, because no check of rows may quarantine them.
    /// </summary>
    public string? DeletedKey { get; init; }
}
