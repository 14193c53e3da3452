using MeshStarter.ServiceDefaults.Governance;

namespace MeshStarter.Sdk.Ports;

/// <summary>An answer on its way: it ends when the request does, or when a grant that its reader reads by ends.</summary>
internal sealed class GrantedReading : IDisposable
{
    private readonly CancellationTokenSource _end;
    private readonly IDisposable? _watch;
    private volatile bool _isRevoked;

    public GrantedReading(GrantWatch grants, PortReader reader, CancellationToken cancellationToken)
    {
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _watch = grants.Watch([reader.Decision], () =>
        {
            _isRevoked = true;
            try
            {
                _end.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The answer has ended.
            }
        });
    }

    /// <summary>Ends the answer.</summary>
    public CancellationToken Token => _end.Token;

    /// <summary>Whether a grant has ended: what is left of the answer must not be given.</summary>
    public bool IsRevoked => _isRevoked;

    /// <inheritdoc />
    public void Dispose()
    {
        _watch?.Dispose();
        _end.Dispose();
    }
}
