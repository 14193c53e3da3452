namespace MeshStarter.TestKit;

/// <summary>A lock between test processes: a file that one of them has open. It ends with the process, however that ends.</summary>
internal static class FileTurn
{
    /// <summary>Waits until no other process has it.</summary>
    /// <returns>Gives it back.</returns>
    public static async Task<FileStream> TakeAsync(string file, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await timer.WaitForNextTickAsync(cancellationToken);
            }
        }
    }
}
