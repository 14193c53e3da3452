using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Answers;
using MeshStarter.Sdk.Access;

namespace MeshStarter.Sdk.Ports;

/// <summary>
/// An answer on its way: it ends when the request does, or when its reader may see less of it. How it ended is recorded after the decision that permitted it.
/// </summary>
internal sealed class WatchedReading : IDisposable
{
    private readonly DataAccess _access;
    private readonly IReadOnlyList<string> _columns;
    private readonly CancellationToken _request;
    private readonly CancellationTokenSource _over;
    private readonly IDisposable? _watch;
    private volatile AnswerEnd? _end;
    private bool _isFinished;

    public WatchedReading(AnswerWatch answers, DataAccess access, PortReader reader, AuditRecord? recorded, IReadOnlyList<string>? columns, CancellationToken cancellationToken)
    {
        (_access, Recorded, _request) = (access, recorded, cancellationToken);
        _columns = columns ?? [.. reader.Product.Descriptor.Schema.Select(column => column.Name)];
        _over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _watch = answers.Watch([access.Watched(reader.Principal, reader.Product, reader.Decision)], end =>
        {
            _end = end;
            try
            {
                _over.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The answer is over.
            }
        });
    }

    /// <summary>Ends the answer.</summary>
    public CancellationToken Token => _over.Token;

    /// <summary>The cause for which no more of the answer may be given; null where there is none.</summary>
    public AnswerEnd? End => _end;

    /// <summary>The record of the decision that permits the answer; null as long as nothing is answered.</summary>
    public AuditRecord? Recorded { get; set; }

    /// <summary>The rows that were given out so far.</summary>
    public long Rows { get; set; }

    /// <summary>Notes that the whole answer was given.</summary>
    /// <param name="rows">Its rows.</param>
    public void Finish(long rows) => (Rows, _isFinished) = (rows, true);

    /// <summary>Ends the answer where its reader may see less of it.</summary>
    /// <exception cref="OperationCanceledException">A grant has ended, or the rules have changed.</exception>
    public void ThrowIfEnded()
    {
        if (_end is not null)
        {
            throw new OperationCanceledException(_over.Token);
        }
    }

    /// <summary>Whether nothing may be given before the rules that are in force now have decided.</summary>
    /// <exception cref="OperationCanceledException">A grant has ended.</exception>
    public bool HasOtherRules()
    {
        if (_end == AnswerEnd.OfRules)
        {
            return true;
        }

        ThrowIfEnded();
        return false;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _watch?.Dispose();
        _over.Dispose();
        if (Recorded is not { } decision)
        {
            return;
        }

        var (outcome, reason) = _isFinished ? (AuditOutcomes.Finished, "The answer was given out to its end.")
            : _end is { } end ? (AuditOutcomes.Revoked, end.Recorded)
            : _request.IsCancellationRequested ? (AuditOutcomes.Cancelled, "The caller did not wait for the end of the answer.")
            : (AuditOutcomes.Failed, "The answer could not be given to its end.");
        _access.RecordEnd(decision, outcome, Rows, _columns, reason);
    }
}
