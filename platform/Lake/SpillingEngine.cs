using MeshStarter.DuckDb;

namespace MeshStarter.Lake;

/// <summary>An engine that takes little memory however many rows it compares or puts in order: what does not fit lies in a folder of its own, which goes with it.</summary>
internal sealed class SpillingEngine : IDisposable
{
    /// <summary>The memory that it may take: more than a page of a Parquet file does, which is not spilled.</summary>
    public const int MemoryLimitMiB = 512;

    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-rows-").FullName;
    private readonly LakeEngine _engine;

    public SpillingEngine() => _engine = new LakeEngine(MemoryLimitMiB, spillFolder: Path.Combine(_folder, "spilled"));

    /// <summary>A session of its own, for one thread.</summary>
    public DuckDbConnection Connect() => _engine.Connect();

    /// <summary>Keeps the rows of a SELECT on the disk until the engine goes.</summary>
    /// <returns>A SELECT of them, in their order.</returns>
    /// <exception cref="DuckDbException">The SQL cannot be run, or the disk is full.</exception>
    public string Keep(string sql, CancellationToken cancellationToken) => _engine.Save(sql, Path.Combine(_folder, $"{Guid.NewGuid():N}.parquet"), cancellationToken);

    public void Dispose()
    {
        _engine.Dispose();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
