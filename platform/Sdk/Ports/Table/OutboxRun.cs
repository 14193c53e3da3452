using MeshStarter.Lake.Tables;
using MeshStarter.Sdk.Outbox;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>
/// Entries of an outbox in a row that are published as one batch: rows, or deletes. A check that quarantines rows must not hold back a delete. Erased entries
/// are part of the run that they are in: they only move the table's position.
/// </summary>
/// <param name="Changes">The changes, at least one.</param>
internal sealed record OutboxRun(IReadOnlyList<RowChange> Changes)
{
    /// <summary>Position of the first change.</summary>
    public long First => Changes[0].Position;

    /// <summary>Position of the last change.</summary>
    public long Last => Changes[^1].Position;

    /// <summary>Divides entries into runs, in their order.</summary>
    public static IReadOnlyList<OutboxRun> Of(IReadOnlyList<OutboxEvent> entries)
    {
        List<OutboxRun> runs = [];
        for (var start = 0; start < entries.Count;)
        {
            var (end, areDeletes) = (start, (bool?)null);
            for (; end < entries.Count; end++)
            {
                if (entries[end] is { Data: null, Key: null })
                {
                    continue;
                }

                var isDelete = entries[end].Data is null;
                if (areDeletes is not null && areDeletes != isDelete)
                {
                    break;
                }

                areDeletes = isDelete;
            }

            runs.Add(new OutboxRun([.. entries.Skip(start).Take(end - start).Select(entry => new RowChange(entry.Position, entry.Data) { DeletedKey = entry.Data is null ? entry.Key : null })]));
            start = end;
        }

        return runs;
    }
}
