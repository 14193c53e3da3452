using MeshStarter.DuckDb;
using MeshStarter.Lake.Storage;

namespace MeshStarter.Lake;

/// <summary>An engine that takes little memory however many rows it compares or puts in order: what does not fit lies in a folder of its own, which goes with it.</summary>
internal sealed class SpillingEngine : IDisposable
{
    /// <summary>The memory that it may take: more than a page of a Parquet file does, which is not spilled.</summary>
    public const int MemoryLimitMiB = 512;

    private const string Folders = "mesh-spilled-";

    private readonly Lazy<(WritingFolder Folder, LakeEngine Engine)> _opened = new(static () =>
    {
        var folder = new WritingFolder(Path.GetTempPath(), Folders);
        return (folder, new LakeEngine(MemoryLimitMiB, spillFolder: Path.Combine(folder.Path, "spilled")));
    });

    /// <summary>Deletes what processes left in the temporary folder that were killed.</summary>
    public static void ClearLeft() => WritingFolder.ClearLeft(Path.GetTempPath(), Folders);

    /// <summary>A session of its own, for one thread.</summary>
    public DuckDbConnection Connect() => _opened.Value.Engine.Connect();

    /// <summary>Keeps the rows of a SELECT on the disk until the engine goes.</summary>
    /// <returns>A SELECT of them, in their order.</returns>
    /// <exception cref="DuckDbException">The SQL cannot be run, or the disk is full.</exception>
    public string Keep(string sql, CancellationToken cancellationToken) => _opened.Value.Engine.Save(sql, Path.Combine(_opened.Value.Folder.Path, $"{Guid.NewGuid():N}.parquet"), cancellationToken);

    public void Dispose()
    {
        if (!_opened.IsValueCreated)
        {
            return;
        }

        var (folder, engine) = _opened.Value;
        engine.Dispose();
        folder.Dispose();
    }
}
