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

    private readonly Lock _opening = new();
    private (WritingFolder Folder, LakeEngine Engine)? _opened;

    /// <summary>Deletes the temporary folders of killed processes.</summary>
    public static void ClearLeft() => WritingFolder.ClearLeft(Path.GetTempPath(), Folders);

    /// <summary>Opens a session, for one thread.</summary>
    public DuckDbConnection Connect() => Opened().Engine.Connect();

    /// <summary>Writes the rows of a SELECT to the disk, until the engine is disposed.</summary>
    /// <returns>A SELECT of the rows, in their order.</returns>
    /// <exception cref="DuckDbException">The SQL cannot be run, or the disk is full.</exception>
    public string Keep(string sql, CancellationToken cancellationToken)
    {
        var (folder, engine) = Opened();
        return engine.Save(sql, Path.Combine(folder.Path, $"{Guid.NewGuid():N}.parquet"), cancellationToken);
    }

    public void Dispose()
    {
        lock (_opening)
        {
            _opened?.Engine.Dispose();
            _opened?.Folder.Dispose();
        }
    }

    // A disk that is full at the first use may have room at the next.
    private (WritingFolder Folder, LakeEngine Engine) Opened()
    {
        lock (_opening)
        {
            if (_opened is null)
            {
                var folder = new WritingFolder(Path.GetTempPath(), Folders);
                _opened = (folder, new LakeEngine(memoryLimitMiB, spillFolder: folder.Path, prepare: prepare));
            }

            return _opened.Value;
        }
    }
}
