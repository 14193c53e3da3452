using System.Globalization;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Platform.Iceberg.Operations;

/// <summary>The counters of a snapshot's summary (specification, "Optional Snapshot Summary Fields").</summary>
internal sealed class SummaryCounts
{
    private readonly HashSet<PartitionTuple> _partitions = [];
    private long _addedFiles, _addedRecords, _addedSize, _removedFiles, _removedRecords, _removedSize;
    private long _addedDeleteFiles, _removedDeleteFiles, _addedPositions, _removedPositions, _addedEqualities, _removedEqualities;

    public void Add(DataFile file)
    {
        _partitions.Add(file.Partition);
        _addedSize += file.SizeInBytes;
        if (file.Content == DataFileContent.Data)
        {
            _addedFiles++;
            _addedRecords += file.RecordCount;
            return;
        }

        _addedDeleteFiles++;
        _addedPositions += file.Content == DataFileContent.PositionDeletes ? file.RecordCount : 0;
        _addedEqualities += file.Content == DataFileContent.EqualityDeletes ? file.RecordCount : 0;
    }

    public void Remove(DataFile file)
    {
        _partitions.Add(file.Partition);
        _removedSize += file.SizeInBytes;
        if (file.Content == DataFileContent.Data)
        {
            _removedFiles++;
            _removedRecords += file.RecordCount;
            return;
        }

        _removedDeleteFiles++;
        _removedPositions += file.Content == DataFileContent.PositionDeletes ? file.RecordCount : 0;
        _removedEqualities += file.Content == DataFileContent.EqualityDeletes ? file.RecordCount : 0;
    }

    /// <summary>Returns the summary, with totals added to those of the parent; a total that the parent lacks stays unknown.</summary>
    public IReadOnlyDictionary<string, string> ToSummary(SnapshotChange change, Snapshot? parent)
    {
        var summary = new Dictionary<string, string>(change.Summary, StringComparer.Ordinal) { ["operation"] = change.Operation };
        Some("added-data-files", _addedFiles);
        Some("deleted-data-files", _removedFiles);
        Some("added-delete-files", _addedDeleteFiles);
        Some("removed-delete-files", _removedDeleteFiles);
        Some("added-records", _addedRecords);
        Some("deleted-records", _removedRecords);
        Some("added-position-deletes", _addedPositions);
        Some("removed-position-deletes", _removedPositions);
        Some("added-equality-deletes", _addedEqualities);
        Some("removed-equality-deletes", _removedEqualities);
        Some("added-files-size", _addedSize);
        Some("removed-files-size", _removedSize);
        Some("changed-partition-count", _partitions.Count);
        Total("total-data-files", _addedFiles - _removedFiles);
        Total("total-delete-files", _addedDeleteFiles - _removedDeleteFiles);
        Total("total-records", _addedRecords - _removedRecords);
        Total("total-files-size", _addedSize - _removedSize);
        Total("total-position-deletes", _addedPositions - _removedPositions);
        Total("total-equality-deletes", _addedEqualities - _removedEqualities);
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
}
