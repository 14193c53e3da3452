namespace MeshStarter.Portal.Querying;

/// <summary>Bounds the time that a page waits for services. It is shown without what did not come by then.</summary>
internal sealed class PageWait : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _source;
    private readonly CancellationToken _reader;

    /// <summary>Begins a wait.</summary>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    public PageWait(CancellationToken cancellationToken)
    {
        _reader = cancellationToken;
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _source.CancelAfter(Longest);
    }

    /// <summary>Canceled when the time is over, or the reader has left.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether the time is over. It does not count when the reader has left.</summary>
    public bool IsOver => _source.IsCancellationRequested && !_reader.IsCancellationRequested;

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
