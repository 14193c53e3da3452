using System.Globalization;

namespace MeshStarter.EmbeddedPostgres.Homes;

/// <summary>
/// One owner for one data folder. The operating system gives the lock back when the owner ends in whatever way, so a server that still
/// runs under a free lock is a leftover.
/// </summary>
internal sealed class OwnerLock : IDisposable
{
    private readonly FileStream _held;

    private OwnerLock(FileStream held) => _held = held;

    public static OwnerLock Take(string dataFolder)
    {
        string path = Path.Combine(dataFolder, "postgres.lock");
        string ownerPath = Path.Combine(dataFolder, "postgres.owner"); // alongside it, because a held lock file cannot be read
        FileStream held;
        try
        {
            held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken) when (StartRefusedException.IsLock(taken))
        {
            throw new StartRefusedException(
                $"Mesh:Data: process {Owner(ownerPath)} already runs the server of {dataFolder}. Fix: stop that mesh, or set Mesh:Data to another folder.", taken);
        }

        try
        {
            File.WriteAllText(ownerPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new(held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public void Dispose() => _held.Dispose();

    private static string Owner(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (IOException)
        {
            return "(unknown)";
        }
    }
}
