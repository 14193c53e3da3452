namespace MeshStarter.Sdk.Ports.Table;

/// <summary>Runs work whose parts do not wait for one another, and that fails where a part fails.</summary>
internal static class ConcurrentWork
{
    /// <summary>Runs parts until all have ended. The first that fails ends the others, and its exception is thrown.</summary>
    /// <param name="parts">The parts, which end when their token is cancelled.</param>
    /// <param name="cancellationToken">Ends all parts.</param>
    public static async Task RunAsync(IEnumerable<Func<CancellationToken, Task>> parts, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = parts.Select(part => Task.Run(() => part(end.Token), CancellationToken.None)).ToList();
        try
        {
            await foreach (var ended in Task.WhenEach(running))
            {
                await ended;
            }
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // A part may fail of its end.
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
