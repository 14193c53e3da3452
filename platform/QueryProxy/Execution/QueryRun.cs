using System.Threading.Channels;
using MeshStarter.QueryProxy.Failures;
using MeshStarter.QueryProxy.Planning;
using MeshStarter.QueryProxy.Workers;

namespace MeshStarter.QueryProxy.Execution;

/// <summary>
/// A query on its way: <see cref="QueryRunner"/> writes it, one endpoint reads it. Rows wait in a short queue; when it is full the
/// worker waits for the reader. When the queue is at its end the query has finished or <see cref="Failure"/> says why not.
/// </summary>
internal sealed class QueryRun : IDisposable
{
    /// <summary>Batches of about a mebibyte that may wait for the reader; a smaller result frees its worker at once.</summary>
    private const int BatchesAhead = 8;

    private readonly Channel<RowBatch> _rows = Channel.CreateBounded<RowBatch>(
        new BoundedChannelOptions(BatchesAhead) { SingleReader = true, SingleWriter = true });

    private readonly CancellationTokenSource _cancellation = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private QueryFailure? _cancelledFor;

    public QueryRun(QueryRequest request, TimeProvider time)
    {
        Request = request;
        CreatedAt = time.GetUtcNow();
        Statistics = new QueryStatistics(time);
    }

    public QueryRequest Request { get; }

    public DateTimeOffset CreatedAt { get; }

    public QueryStatistics Statistics { get; }

    public QueryState State { get; private set; } = QueryState.Queued;

    /// <summary>The columns as JSON; there before the first rows are.</summary>
    public ReadOnlyMemory<byte>? Columns { get; private set; }

    /// <summary>Set when the statement was USE.</summary>
    public QueryPlan.Use? SessionChange { get; private set; }

    /// <summary>Why there is no (further) answer; set before the rows end.</summary>
    public QueryFailure? Failure { get; private set; }

    public ChannelReader<RowBatch> Rows => _rows.Reader;

    /// <summary>Ends once the query has a worker, or will never need one.</summary>
    public Task Begun => _begun.Task;

    /// <summary>The state for clients: a stopped query counts as ended before its worker is.</summary>
    public QueryState KnownState => !HasEnded && CancelledFor is not null ? QueryState.Failed : State;

    /// <inheritdoc cref="KnownState"/>
    public QueryFailure? KnownFailure => HasEnded ? Failure : CancelledFor;

    public bool HasEnded => State is QueryState.Finished or QueryState.Failed;

    internal ChannelWriter<RowBatch> Writer => _rows.Writer;

    internal CancellationToken Cancelled => _cancellation.Token;

    internal QueryFailure? CancelledFor => Volatile.Read(ref _cancelledFor);

    /// <summary>Stops the query for this reason; the first reason counts, and an ended query stays as it is.</summary>
    public void Cancel(QueryFailure reason)
    {
        Interlocked.CompareExchange(ref _cancelledFor, reason, null);
        try
        {
            _cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended and is forgotten.
        }
    }

    public void Dispose() => _cancellation.Dispose();

    internal void Begin()
    {
        Statistics.Begin();
        State = QueryState.Planning;
        _begun.TrySetResult();
    }

    internal void Run() => State = QueryState.Running;

    internal void Describe(ReadOnlyMemory<byte> columns) => Columns = columns;

    internal void Change(QueryPlan.Use change)
    {
        SessionChange = change;
        Columns = "[]"u8.ToArray();
    }

    internal void End(QueryFailure? failure)
    {
        Failure = failure;
        State = failure is null ? QueryState.Finished : QueryState.Failed;
        Statistics.End();
        _begun.TrySetResult();
        _rows.Writer.TryComplete();
    }
}
