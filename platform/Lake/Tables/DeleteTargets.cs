using MeshStarter.DuckDb;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tables;

/// <summary>
/// Counts the rows of each data file that are deleted by position, and maps them to their delete files. A file never changes, so each is
/// read once. Of equality deletes it finds the data files that may have their rows.
/// </summary>
internal sealed class DeleteTargets(IObjectStore store)
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, long>> _byDeleteFile = new(StringComparer.Ordinal);

    // Data files without the rows of equality deletes up to a sequence number, which may still apply to them by their own.
    private readonly Dictionary<string, long> _withoutRows = new(StringComparer.Ordinal);

    /// <summary>The number of deleted rows of each file, by its location, in the state read last.</summary>
    public IReadOnlyDictionary<string, long> Rows =>
        _byDeleteFile.Values.SelectMany(static targets => targets).GroupBy(target => target.Key, StringComparer.Ordinal).ToDictionary(file => file.Key, file => file.Sum(target => target.Value), StringComparer.Ordinal);

    /// <summary>Reads a table's state with a session of the engine.</summary>
    /// <exception cref="StorageException">A delete file is missing.</exception>
    /// <exception cref="DuckDbException">A delete file cannot be read.</exception>
    public async Task LookAsync(DuckDbConnection session, ScanPlan plan, CancellationToken cancellationToken)
    {
        var existing = PositionDeletes.FilesOf(plan.Files);
        foreach (var gone in _byDeleteFile.Keys.Except(existing.Select(file => file.Location), StringComparer.Ordinal).ToList())
        {
            _byDeleteFile.Remove(gone);
        }

        foreach (var gone in _withoutRows.Keys.Except(plan.Files.Select(file => file.File.Location), StringComparer.Ordinal).ToList())
        {
            _withoutRows.Remove(gone);
        }

        var fresh = await PositionDeletes.LoadAsync(session, [.. existing.Where(file => !_byDeleteFile.ContainsKey(file.Location))], store, cancellationToken);
        foreach (var (file, targets) in fresh.Targets(cancellationToken))
        {
            _byDeleteFile.Add(file, targets);
        }
    }

    /// <summary>Returns the locations of the files whose rows some delete files delete.</summary>
    public IEnumerable<string> TargetsOf(IEnumerable<string> deleteFiles) => deleteFiles.SelectMany(file => _byDeleteFile.TryGetValue(file, out var targets) ? targets.Keys : []);

    /// <summary>Returns the locations of the files that may have rows of equality deletes up to the last delete.</summary>
    public IEnumerable<string> ByValueOf(ScanPlan plan) => DeletedRows.ThroughOf(plan.Metadata) is not { } through ? []
        : plan.Files.Where(file => DeletedRows.ByValueOf(file).Any(delete => delete.SequenceNumber <= through && delete.SequenceNumber > _withoutRows.GetValueOrDefault(file.File.Location))).Select(file => file.File.Location);

    /// <summary>Notes files that were written without the rows of equality deletes up to a sequence number.</summary>
    public void NoteWritten(IEnumerable<DataFile> files, long sequenceNumber)
    {
        foreach (var file in files)
        {
            _withoutRows[file.Location] = sequenceNumber;
        }
    }

    /// <summary>Returns the delete files that apply to no row of some files.</summary>
    public IEnumerable<string> NotOf(IReadOnlySet<string> locations) => _byDeleteFile.Where(file => !file.Value.Keys.Any(locations.Contains)).Select(file => file.Key);
}
