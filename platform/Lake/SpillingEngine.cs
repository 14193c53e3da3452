using MeshStarter.DuckDb;

namespace MeshStarter.Lake;

/// <summary>An engine that takes little memory however many rows it compares or puts in order: what does not fit lies in a folder of its own, which goes with it.</summary>
internal sealed class SpillingEngine : IDisposable
{
    /// <summary>The memory that it may take: more than a page of a Parquet file does, which is not spilled.</summary>
    public const int MemoryLimitMiB = 512;

    private readonly Lazy<(string Folder, LakeEngine Engine)> _opened = new(static () =>
    {
        var folder = Directory.CreateTempSubdirectory("mesh-rows-").FullName;
        return (folder, new LakeEngine(MemoryLimitMiB, spillFolder: Path.Combine(folder, "spilled")));
    });

    /// <summary>A session of its own, for one thread.</summary>
    public DuckDbConnection Connect() => _opened.Value.Engine.Connect();

    /// <summary>Keeps the rows of a SELECT on the disk until the engine goes.</summary>
    /// <returns>A SELECT of them, in their order.</returns>
    /// <exception cref="DuckDbException">The SQL cannot be run, or the disk is full.</exception>
    public string Keep(string sql, CancellationToken cancellationToken) => _opened.Value.Engine.Save(sql, Path.Combine(_opened.Value.Folder, $"{Guid.NewGuid():N}.parquet"), cancellationToken);

    public void Dispose()
    {
        if (!_opened.IsValueCreated)
        {
            return;
        }

        var (folder, engine) = _opened.Value;
        engine.Dispose();
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
