using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Platform.Iceberg.Scanning;

/// <summary>Finds the deletes that apply to a file of rows (specification, "Scan Planning": scope rules).</summary>
internal sealed class DeleteIndex
{
    private readonly Dictionary<string, List<DeleteFile>> _byFile = new(StringComparer.Ordinal);
    private readonly Dictionary<PartitionTuple, List<Positions>> _positions = [];
    private readonly Dictionary<PartitionTuple, List<DeleteFile>> _equalities = [];
    private readonly List<DeleteFile> _global = [];
    private readonly HashSet<int> _unpartitioned;

    /// <param name="specs">The table's partition specs.</param>
    public DeleteIndex(IEnumerable<PartitionSpec> specs) => _unpartitioned = [.. specs.Where(spec => spec.IsUnpartitioned).Select(spec => spec.SpecId)];

    public void Add(DeleteFile delete)
    {
        var file = delete.File;
        if (file.Content == DataFileContent.EqualityDeletes)
        {
            (_unpartitioned.Contains(file.Partition.SpecId) ? _global : ListOf(_equalities, file.Partition)).Add(delete);
            return;
        }

        var positions = new Positions(delete, PathBound(file.Metrics.LowerBounds), PathBound(file.Metrics.UpperBounds));
        if (file.ReferencedDataFile is { } referenced)
        {
            ListOf(_byFile, referenced).Add(delete);
        }
        else if (positions.First is { } only && only == positions.Last)
        {
            ListOf(_byFile, only).Add(delete);
        }
        else
        {
            ListOf(_positions, file.Partition).Add(positions);
        }
    }

    /// <summary>The deletes of a file of rows.</summary>
    public IReadOnlyList<DeleteFile> Of(DataFile file, long sequenceNumber)
    {
        List<DeleteFile>? found = null;
        foreach (var delete in _byFile.GetValueOrDefault(file.Location) ?? [])
        {
            if (delete.SequenceNumber >= sequenceNumber && delete.File.Partition.Equals(file.Partition))
            {
                (found ??= []).Add(delete);
            }
        }

        foreach (var positions in _positions.GetValueOrDefault(file.Partition) ?? [])
        {
            if (positions.Delete.SequenceNumber >= sequenceNumber && positions.MayHave(file.Location))
            {
                (found ??= []).Add(positions.Delete);
            }
        }

        AddOlder(_equalities.GetValueOrDefault(file.Partition) ?? []);
        AddOlder(_global);
        return found ?? (IReadOnlyList<DeleteFile>)[];

        void AddOlder(List<DeleteFile> deletes)
        {
            foreach (var delete in deletes)
            {
                if (delete.SequenceNumber > sequenceNumber)
                {
                    (found ??= []).Add(delete);
                }
            }
        }
    }

    private static List<TValue> ListOf<TKey, TValue>(Dictionary<TKey, List<TValue>> lists, TKey key)
        where TKey : notnull
    {
        if (!lists.TryGetValue(key, out var list))
        {
            lists.Add(key, list = []);
        }

        return list;
    }

    private static string? PathBound(ColumnBounds? bounds) =>
        bounds?[ReservedFields.DeleteFilePath] is { } bytes && SingleValue.TryDecode(new IcebergPrimitive(IcebergPrimitiveKind.String), bytes.Span, out var path) ? (string)path : null;

    // The paths of its rows are between the two, which may be cut.
    private sealed record Positions(DeleteFile Delete, string? First, string? Last)
    {
        public bool MayHave(string location) =>
            (First is null || ValueOrder.Instance.Compare(First, location) <= 0) && (Last is null || ValueOrder.Instance.Compare(Last, location) >= 0);
    }
}
