namespace MeshStarter.Platform.Setup;

/// <summary>Waits for a server or a store that starts with the setup.</summary>
internal static class StartWait
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Returns the first answer; throws the last failure where none comes in time.</summary>
    /// <param name="ask">Asks for the answer.</param>
    /// <param name="isNotYet">Whether after this failure a later try may succeed.</param>
    /// <param name="limit">The longest wait.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<T> AnswerAsync<T>(Func<Task<T>> ask, Func<Exception, bool> isNotYet, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (Exception notYet) when (isNotYet(notYet) && time.GetElapsedTime(began) < limit)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }
}
