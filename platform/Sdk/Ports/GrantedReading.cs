using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Answers;
using MeshStarter.Sdk.Access;

namespace MeshStarter.Sdk.Ports;

/// <summary>
/// An answer on its way: it ends when the request does, or when a grant that its reader reads by ends. How it ended is recorded after the decision that permitted it.
/// </summary>
internal sealed class GrantedReading : IDisposable
{
    private readonly DataAccess _access;
    private readonly IReadOnlyList<string> _columns;
    private readonly CancellationToken _request;
    private readonly CancellationTokenSource _end;
    private readonly IDisposable? _watch;
    private volatile bool _isRevoked;
    private bool _isFinished;

    public GrantedReading(GrantWatch grants, DataAccess access, PortReader reader, AuditRecord? recorded, IReadOnlyList<string>? columns, CancellationToken cancellationToken)
    {
        (_access, Recorded, _request) = (access, recorded, cancellationToken);
        _columns = columns ?? [.. reader.Product.Descriptor.Schema.Select(column => column.Name)];
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

    /// <summary>The record of the decision that permits the answer; null as long as nothing is answered.</summary>
    public AuditRecord? Recorded { get; set; }

    /// <summary>The rows that were given out so far.</summary>
    public long Rows { get; set; }

    /// <summary>Notes that the whole answer was given.</summary>
    /// <param name="rows">Its rows.</param>
    public void Finish(long rows) => (Rows, _isFinished) = (rows, true);

    /// <summary>Ends the answer where a grant has ended.</summary>
    /// <exception cref="OperationCanceledException">A grant has ended.</exception>
    public void ThrowIfRevoked()
    {
        if (_isRevoked)
        {
            throw new OperationCanceledException(_end.Token);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _watch?.Dispose();
        _end.Dispose();
        if (Recorded is not { } decision)
        {
            return;
        }

        var (outcome, reason) = _isFinished ? (AuditOutcomes.Finished, "The answer was given out to its end.")
            : _isRevoked ? (AuditOutcomes.Revoked, "The grant that the answer rested on has ended.")
            : _request.IsCancellationRequested ? (AuditOutcomes.Cancelled, "The caller did not wait for the end of the answer.")
            : (AuditOutcomes.Failed, "The answer could not be given to its end.");
        _access.RecordEnd(decision, outcome, Rows, _columns, reason);
    }
}
