using System.Globalization;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Platform.Iceberg.Operations;

/// <summary>The counters of a snapshot's summary (specification, "Optional Snapshot Summary Fields").</summary>
internal sealed class SummaryCounts
{
    private readonly HashSet<PartitionTuple> _partitions = [];
    private readonly Tally _added = new();
    private readonly Tally _removed = new();

    public void Add(DataFile file) => Count(file, _added);

    public void Remove(DataFile file) => Count(file, _removed);

    /// <summary>Returns the summary, with totals added to those of the parent; a total that the parent lacks stays unknown.</summary>
    public IReadOnlyDictionary<string, string> ToSummary(SnapshotChange change, Snapshot? parent)
    {
        var summary = new Dictionary<string, string>(change.Summary, StringComparer.Ordinal) { ["operation"] = change.Operation };
        Some("added-data-files", _added.Files);
        Some("deleted-data-files", _removed.Files);
        Some("added-delete-files", _added.DeleteFiles);
        Some("removed-delete-files", _removed.DeleteFiles);
        Some("added-records", _added.Records);
        Some("deleted-records", _removed.Records);
        Some("added-position-deletes", _added.Positions);
        Some("removed-position-deletes", _removed.Positions);
        Some("added-equality-deletes", _added.Equalities);
        Some("removed-equality-deletes", _removed.Equalities);
        Some("added-files-size", _added.Size);
        Some("removed-files-size", _removed.Size);
        Some("changed-partition-count", _partitions.Count);
        Total("total-data-files", _added.Files - _removed.Files);
        Total("total-delete-files", _added.DeleteFiles - _removed.DeleteFiles);
        Total("total-records", _added.Records - _removed.Records);
        Total("total-files-size", _added.Size - _removed.Size);
        Total("total-position-deletes", _added.Positions - _removed.Positions);
        Total("total-equality-deletes", _added.Equalities - _removed.Equalities);
        return summary;

        void Some(string key, long count)
        {
            if (count > 0)
            {
                summary[key] = count.ToString(CultureInfo.InvariantCulture);
            }
        }

        void Total(string key, long difference)
        {
            if (parent is null)
            {
                summary[key] = difference.ToString(CultureInfo.InvariantCulture);
            }
            else if (parent.Summary.TryGetValue(key, out var text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var before) && before + difference >= 0)
            {
                summary[key] = (before + difference).ToString(CultureInfo.InvariantCulture);
            }
        }
    }

    private void Count(DataFile file, Tally tally)
    {
        _partitions.Add(file.Partition);
        tally.Size += file.SizeInBytes;
        if (file.Content == DataFileContent.Data)
        {
            tally.Files++;
            tally.Records += file.RecordCount;
            return;
        }

        tally.DeleteFiles++;
        tally.Positions += file.Content == DataFileContent.PositionDeletes ? file.RecordCount : 0;
        tally.Equalities += file.Content == DataFileContent.EqualityDeletes ? file.RecordCount : 0;
    }

    /// <summary>The counters of the files that came, or of those that went.</summary>
    private sealed class Tally
    {
        public long Files, Records, Size, DeleteFiles, Positions, Equalities;
    }
}
