namespace MeshStarter.Cli;

/// <summary>A file that one process has open at a time.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until no other process has the file.</summary>
    /// <param name="open">Opens it, so that no other can.</param>
    /// <param name="refuse">Makes the error of one that another process has for long, or that cannot be opened.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lock, which its disposal releases.</returns>
    /// <exception cref="CliException">What <paramref name="refuse"/> made.</exception>
    public static async Task<IDisposable> TakeAsync(Func<FileStream> open, Func<Exception, CliException> refuse, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var began = time.GetTimestamp(); ;)
        {
            try
            {
                return open();
            }
            catch (IOException) when (time.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                throw refuse(refused);
            }
        }
    }
}
