namespace MeshStarter.Portal.Querying;

/// <summary>Bounds the time that a page waits for services. It is shown without what did not come by then.</summary>
internal static class PageWait
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>Begins a wait. Its token is canceled at its end, or when the reader has left.</summary>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    public static CancellationTokenSource Begin(CancellationToken cancellationToken)
    {
        var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        wait.CancelAfter(Longest);
        return wait;
    }
}
