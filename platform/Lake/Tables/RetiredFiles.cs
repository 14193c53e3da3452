namespace MeshStarter.Lake;

/// <summary>
/// Files that the current snapshot no longer needs. They stay as long as a query that pinned an older snapshot may read
/// them, and are deleted after that.
/// </summary>
internal sealed class RetiredFiles(TimeProvider time)
{
    /// <summary>Longer than any query may run.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    private readonly Queue<(string Path, DateTimeOffset Until)> _files = new();
    private readonly Lock _gate = new();

    /// <summary>Notes files that a publish replaced.</summary>
    public void Add(IEnumerable<string> paths)
    {
        var until = time.GetUtcNow() + Grace;
        lock (_gate)
        {
            foreach (var path in paths)
            {
                _files.Enqueue((path, until));
            }
        }
    }

    /// <summary>Deletes what nobody can be reading any more.</summary>
    public void DeleteExpired()
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            while (_files.TryPeek(out var file) && file.Until <= now)
            {
                _files.Dequeue();
                File.Delete(file.Path);
            }
        }
    }
}
