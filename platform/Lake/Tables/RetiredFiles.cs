namespace MeshStarter.Lake;

/// <summary>
/// Files of one table that its current snapshot does not need. They stay as long as a query that pinned an older snapshot
/// may read them, and are deleted after that.
/// </summary>
internal sealed class RetiredFiles(TimeProvider time)
{
    /// <summary>Longer than any query may run, and than a commit may be on its way.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    private readonly Dictionary<string, DateTimeOffset> _until = new(StringComparer.Ordinal);

    /// <summary>Notes files that no snapshot needs, as far as the writer knows.</summary>
    public void Add(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            _until.TryAdd(path, time.GetUtcNow() + Grace);
        }
    }

    /// <summary>Deletes what nobody can be reading any more.</summary>
    /// <param name="current">The files of the current snapshot: a commit whose answer was lost may have needed some after all.</param>
    public void DeleteExpired(IEnumerable<string> current)
    {
        foreach (var path in current)
        {
            _until.Remove(path);
        }

        var now = time.GetUtcNow();
        foreach (var (path, _) in _until.Where(file => file.Value <= now).ToList())
        {
            File.Delete(path);
            _until.Remove(path);
        }
    }
}
