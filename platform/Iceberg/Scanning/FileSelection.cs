using MeshStarter.Platform.Iceberg.Expressions;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Platform.Iceberg.Scanning;

/// <summary>Takes the files of a scan from its manifests, the manifests of deletes first.</summary>
internal sealed class FileSelection(TableMetadata metadata, BoundPredicate condition)
{
    private readonly Dictionary<int, BoundPredicate> _byspec = [];
    private readonly DeleteIndex _index = new(metadata.PartitionSpecs);
    private readonly List<DeleteFile> _deletes = [];
    private readonly Dictionary<string, DataFile> _vectors = new(StringComparer.Ordinal);
    private readonly List<FileScan> _files = [];
    private readonly FileRanges _ranges = new();

    public IReadOnlyList<FileScan> Files => _files;

    public IReadOnlyList<DeleteFile> Deletes => _deletes;

    /// <summary>Whether a manifest may have files of the scan.</summary>
    public bool MayHaveFiles(ManifestFile manifest) => manifest.MayHaveLiveFiles
        && (manifest.PartitionSpecId == ManifestFile.SpecInHeader || PartitionRanges.MayMatch(OnPartitions(manifest.PartitionSpecId), manifest));

    public void Add(ManifestFile manifest, IReadOnlyList<ManifestEntry> entries)
    {
        // Many files are of one partition.
        PartitionTuple? partition = null;
        var isWanted = false;
        foreach (var entry in entries)
        {
            if (!entry.IsLive)
            {
                continue;
            }

            if (!ReferenceEquals(entry.File.Partition, partition))
            {
                partition = entry.File.Partition;
                isWanted = PartitionRanges.MayMatch(OnPartitions(partition.SpecId), partition);
            }

            if (manifest.Content == ManifestContent.Deletes)
            {
                AddDelete(isWanted, entry);
            }
            else if (isWanted && _ranges.MayMatch(condition, entry.File))
            {
                AddFile(entry);
            }
        }
    }

    private void AddDelete(bool isWanted, ManifestEntry entry)
    {
        if (!isWanted)
        {
            return;
        }

        if (entry.File.IsDeletionVector)
        {
            _vectors[entry.File.ReferencedDataFile ?? throw new IcebergFormatException(entry.File.Location, "is a deletion vector that does not say of which file.")] = entry.File;
        }
        else
        {
            var delete = new DeleteFile(Readable(entry.File), entry.SequenceNumber ?? 0);
            _deletes.Add(delete);
            _index.Add(delete);
        }
    }

    private void AddFile(ManifestEntry entry)
    {
        var file = Readable(entry.File);
        if (_vectors.TryGetValue(file.Location, out var vector))
        {
            throw new IcebergNotReadException("deletion vectors (format 3)", $"Rows of {file.Location} are deleted by the deletion vector in {vector.Location}: deletion vectors (format 3) are not read here, and without it deleted rows would come back.");
        }

        var number = entry.SequenceNumber ?? 0;
        _files.Add(new FileScan(file, number, _index.Of(file, number)));
    }

    private DataFile Readable(DataFile file) => file switch
    {
        { KeyMetadata: not null } => throw new IcebergNotReadException("encrypted files (format 3)", $"{file.Location} is encrypted; encrypted files (format 3) are not read here."),
        { IsParquet: false } => throw new IcebergNotReadException("data files that are not Parquet", $"{file.Location} is of format {file.Format}; of the table at {metadata.Location}, as of any, only Parquet files are read here."),
        _ => file,
    };

    private BoundPredicate OnPartitions(int specId)
    {
        if (!_byspec.TryGetValue(specId, out var projected))
        {
            var spec = metadata.SpecById(specId);
            projected = spec is null ? BoundPredicate.True : PartitionProjection.Of(condition, spec, metadata.PartitionType(spec));
            _byspec.Add(specId, projected);
        }

        return projected;
    }
}
