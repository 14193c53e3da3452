using MeshStarter.Platform.Iceberg.Metadata;

namespace MeshStarter.Platform.Iceberg.Commits;

/// <summary>Validates the sequence number and the row ids that a new snapshot takes of its table.</summary>
internal static class SnapshotNumbers
{
    /// <summary>
    /// So far past the table's last one a sequence number may lie. Writers send the next one; who copies a table snapshot by snapshot leaves out
    /// those that expired. Without a bound one commit could take the last number that there is, and no other could follow.
    /// </summary>
    private const long SequenceGap = 1_000_000;

    /// <summary>So many row ids one snapshot may take (format 3), for the same reason.</summary>
    private const long RowsOfSnapshot = 1L << 44;

    /// <summary>Validates the sequence number. A snapshot without a parent replaces the table's content whole: what came between does not matter to it.</summary>
    /// <exception cref="IcebergValidationException">The number does not fit the format, or is too far ahead.</exception>
    /// <exception cref="IcebergConflictException">Another snapshot took it.</exception>
    public static void Check(Snapshot snapshot, TableMetadata table)
    {
        if (table.FormatVersion == 1)
        {
            if (snapshot.SequenceNumber != 0)
            {
                throw new IcebergValidationException($"add-snapshot: sequence-number must be 0 in format 1, not {snapshot.SequenceNumber}.");
            }
        }
        else if (snapshot.ManifestList is null)
        {
            throw new IcebergValidationException("add-snapshot: manifest-list is required since format 2.");
        }
        else if (snapshot.SequenceNumber <= table.LastSequenceNumber && snapshot.ParentSnapshotId is not null)
        {
            throw new IcebergConflictException($"Cannot add snapshot {snapshot.SnapshotId} with sequence number {snapshot.SequenceNumber}: the table's last is {table.LastSequenceNumber}.");
        }
        else if (snapshot.SequenceNumber - SequenceGap > table.LastSequenceNumber)
        {
            throw new IcebergValidationException($"add-snapshot: sequence-number {snapshot.SequenceNumber} is too far past the table's last, {table.LastSequenceNumber}; the next is {table.LastSequenceNumber + 1}.");
        }
    }

    /// <summary>The table's next row id after a snapshot (format 3).</summary>
    /// <exception cref="IcebergValidationException">The snapshot has no row ids, or too many.</exception>
    /// <exception cref="IcebergConflictException">Another snapshot took its row ids.</exception>
    public static long NextRowId(Snapshot snapshot, TableMetadata table)
    {
        var next = table.NextRowId ?? 0;
        if (snapshot is not { FirstRowId: { } first, AddedRows: { } rows })
        {
            throw new IcebergValidationException("add-snapshot: first-row-id and added-rows are required since format 3.");
        }

        return first < next
            ? throw new IcebergConflictException($"Cannot add snapshot {snapshot.SnapshotId}: its first-row-id {first} is behind the table's next-row-id {next}.")
            : first - RowsOfSnapshot > next || rows > RowsOfSnapshot ? throw new IcebergValidationException($"add-snapshot: first-row-id {first} and added-rows {rows} take more than {RowsOfSnapshot} row ids behind next-row-id {next}.")
            : next + rows;
    }
}
