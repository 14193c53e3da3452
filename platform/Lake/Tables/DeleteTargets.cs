using MeshStarter.DuckDb;
using MeshStarter.Lake.Iceberg;
using MeshStarter.Lake.Storage;

namespace MeshStarter.Lake;

/// <summary>How many rows of which files are deleted by position, and by which files of deletes. A file never changes: each is read once.</summary>
internal sealed class DeleteTargets(IObjectStore store)
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, long>> _byDeleteFile = new(StringComparer.Ordinal);

    /// <summary>How many rows of each file are deleted in the state looked at last, by its location.</summary>
    public IReadOnlyDictionary<string, long> Rows =>
        _byDeleteFile.Values.SelectMany(static targets => targets).GroupBy(target => target.Key, StringComparer.Ordinal).ToDictionary(file => file.Key, file => file.Sum(target => target.Value), StringComparer.Ordinal);

    /// <summary>Looks at a table's state, with a session of the engine.</summary>
    /// <exception cref="StorageException">A file of deletes is missing.</exception>
    /// <exception cref="DuckDbException">A file of deletes cannot be read.</exception>
    public async Task LookAsync(DuckDbConnection session, ScanPlan plan, CancellationToken cancellationToken)
    {
        var existing = PositionDeletes.FilesOf(plan.Files);
        foreach (var gone in _byDeleteFile.Keys.Except(existing.Select(file => file.Location), StringComparer.Ordinal).ToList())
        {
            _byDeleteFile.Remove(gone);
        }

        var fresh = await PositionDeletes.LoadAsync(session, [.. existing.Where(file => !_byDeleteFile.ContainsKey(file.Location))], store, cancellationToken);
        foreach (var (file, targets) in fresh.Targets(cancellationToken))
        {
            _byDeleteFile.Add(file, targets);
        }
    }

    /// <summary>The files of deletes that only speak of other rows than those of some files.</summary>
    public IEnumerable<string> NotOf(IReadOnlySet<string> locations) => _byDeleteFile.Where(file => !file.Value.Keys.Any(locations.Contains)).Select(file => file.Key);
}
