using MeshStarter.DuckDb;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake;

/// <summary>An engine with little memory that compares or sorts any number of rows: it spills to a folder of its own, which it deletes at the end.</summary>
/// <param name="memoryLimitMiB">Its memory limit in MiB.</param>
/// <param name="prepare">Prepares a database before its first session; null for nothing.</param>
internal sealed class SpillingEngine(int memoryLimitMiB = SpillingEngine.MemoryLimitMiB, Action<DuckDbConnection>? prepare = null) : IDisposable
{
    /// <summary>The memory limit in MiB: more than a page of a Parquet file takes, which is not spilled.</summary>
    public const int MemoryLimitMiB = 512;

    private const string Folders = "mesh-spilled-";

    private readonly Lazy<(WritingFolder Folder, LakeEngine Engine)> _opened = new(() =>
    {
        var folder = new WritingFolder(Path.GetTempPath(), Folders);
        return (folder, new LakeEngine(memoryLimitMiB, spillFolder: folder.Path, prepare: prepare));
    });

    /// <summary>Deletes the temporary folders of killed processes.</summary>
    public static void ClearLeft() => WritingFolder.ClearLeft(Path.GetTempPath(), Folders);

    /// <summary>Opens a session, for one thread.</summary>
    public DuckDbConnection Connect() => _opened.Value.Engine.Connect();

    /// <summary>Writes the rows of a SELECT to the disk, until the engine is disposed.</summary>
    /// <returns>A SELECT of the rows, in their order.</returns>
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
