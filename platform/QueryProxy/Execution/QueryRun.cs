using MeshStarter.Platform.Enforcement.Answers;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Workers.Buffers;
using MeshStarter.QueryProxy.Buffers;
using MeshStarter.QueryProxy.Capture;
using MeshStarter.QueryProxy.Planning;

namespace MeshStarter.QueryProxy.Execution;

/// <summary>
/// A query on its way: <see cref="QueryRunner"/> writes it, one endpoint reads it. When its rows are at their end the query has finished or
/// <see cref="Failure"/> says why not. After the end it keeps the beginning of its text, and of a text that was refused nothing.
/// </summary>
internal sealed class QueryRun : IDisposable
{
    /// <summary>Characters that are kept of a text that ran.</summary>
    private const int KeptText = 4_000;

    /// <summary>Characters of a failure's message: an error may quote a name of any length.</summary>
    private const int KeptMessage = 2_000;

    private readonly Lock _lock = new();
    private readonly ByteShares _memory;
    private readonly CancellationTokenSource _cancellation = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private QueryFailure? _cancelledFor;
    private WatchedAnswer? _watched;
    private AnswerEnd? _accessEnd;
    private bool _isForgotten;
    private long _textBytes;
    private long _columnBytes;

    /// <param name="request">The query.</param>
    /// <param name="storage">Holds its text and its rows.</param>
    /// <param name="time">The clock.</param>
    public QueryRun(QueryRequest request, ResultStorage storage, TimeProvider time)
    {
        Request = request;
        CreatedAt = time.GetUtcNow();
        Statistics = new QueryStatistics(time);
        Rows = storage.NewBuffer(request.Principal.Subject, Cancel);
        _memory = storage.Memory;
        _textBytes = (request.Sql.Length + request.Session.PreparedLength) * sizeof(char);
        _memory.Take(request.Principal.Subject, _textBytes);
    }

    public QueryRequest Request { get; private set; }

    /// <summary>The reason, found before, why the text is not run at all.</summary>
    public QueryFailure? Refusal { get; init; }

    public DateTimeOffset CreatedAt { get; }

    public QueryStatistics Statistics { get; }

    public QueryState State { get; private set; } = QueryState.Queued;

    /// <summary>The columns as JSON; there before the first rows are.</summary>
    public ReadOnlyMemory<byte>? Columns { get; private set; }

    /// <summary>The states of products that it reads; there once the decisions about them are on disk.</summary>
    public IReadOnlyList<QueryInput> Inputs { get; internal set; } = [];

    /// <summary>Set when the statement changes the client's session, as USE does.</summary>
    public SessionChange? SessionChange { get; private set; }

    /// <summary>The reason why there is no (further) answer; set before the rows end.</summary>
    public QueryFailure? Failure { get; private set; }

    public ResultBuffer Rows { get; }

    /// <summary>The products and columns that the query reads, once it is planned; null again after its end.</summary>
    internal QueryReading? Reading { get; set; }

    /// <summary>Ends once the query has a worker, or will never need one.</summary>
    public Task Begun => _begun.Task;

    /// <summary>The state for clients: a stopped query counts as ended before its worker is.</summary>
    public QueryState KnownState => Failure is not null ? QueryState.Failed : State;

    public bool HasEnded => State is QueryState.Finished or QueryState.Failed;

    /// <summary>Set when the query is stopped, also while only its rows are left.</summary>
    internal CancellationToken Cancelled => _cancellation.Token;

    internal QueryFailure? CancelledFor => Volatile.Read(ref _cancelledFor);

    /// <summary>
    /// Stops the query for this reason and drops its rows at once, while its worker may still make some; the first reason counts, and a query that was read to its end stays as it is.
    /// </summary>
    public void Cancel(QueryFailure reason)
    {
        Interlocked.CompareExchange(ref _cancelledFor, reason, null);
        lock (_lock)
        {
            if (!HasEnded || !Rows.IsRead)
            {
                Failure ??= CancelledFor;
                State = HasEnded ? QueryState.Failed : State;
                Rows.Drop();
            }
        }

        try
        {
            _cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended and is forgotten.
        }
    }

    /// <summary>Ends the answer when its reader may see less of it, also while its rows are still to be read.</summary>
    /// <param name="watch">Begins the watch, with what is called when the reader may see less.</param>
    public void EndWithAccess(Func<Action<AnswerEnd>, WatchedAnswer?> watch)
    {
        var watched = watch(Revoke);
        lock (_lock)
        {
            if (!_isForgotten)
            {
                (_watched, watched) = (watched, null);
            }
        }

        watched?.Dispose();
    }

    /// <summary>Ends the answer now if its reader may see less of it; called before rows of it are given out.</summary>
    public void CheckAccess()
    {
        if (Volatile.Read(ref _watched)?.FindEnd() is { } end)
        {
            Revoke(end);
        }
    }

    /// <summary>The cause by which its reader may see less of the answer, where it was stopped for that; else null.</summary>
    public AnswerEnd? AccessEnd => CancelledFor?.Code == TrinoErrorCode.GrantRevoked ? _accessEnd : null;

    /// <summary>Frees what only the answer needs, once that was read to its end.</summary>
    public void Forget()
    {
        Columns = null;
        WatchedAnswer? watched;
        lock (_lock)
        {
            (watched, _watched, _isForgotten) = (_watched, null, true);
        }

        watched?.Dispose();
        _memory.Return(Request.Principal.Subject, Interlocked.Exchange(ref _columnBytes, 0));
        Rows.Release();
    }

    public void Dispose()
    {
        _cancellation.Dispose();
        Rows.Dispose();
        Forget();
    }

    internal void Begin()
    {
        Statistics.Begin();
        State = QueryState.Planning;
        _begun.TrySetResult();
    }

    internal void Run() => State = QueryState.Running;

    internal void Describe(ReadOnlyMemory<byte> columns)
    {
        _columnBytes = columns.Length;
        _memory.Take(Request.Principal.Subject, _columnBytes);
        Columns = columns;
    }

    internal void Change(SessionChange change)
    {
        SessionChange = change;
        Columns = "[]"u8.ToArray();
    }

    internal void End(QueryFailure? failure)
    {
        lock (_lock)
        {
            // Read once: a stop behind this line finds the query ended, and drops its rows itself.
            var stopped = CancelledFor;
            failure = Failure ?? stopped ?? failure;
            var wasRefused = failure is not null && State != QueryState.Running;
            Request = wasRefused ? Request with { Sql = "", Session = new QuerySession() } : Request with { Sql = Beginning(Request.Sql, KeptText), Session = Request.Session with { PreparedStatements = [] } };
            Failure = failure is null ? null : failure with { Message = Beginning(failure.Message, KeptMessage) };
            State = failure is null ? QueryState.Finished : QueryState.Failed;
            Statistics.End();
            if (stopped is not null)
            {
                Rows.Drop();
            }

            Rows.Complete();
        }

        _memory.Return(Request.Principal.Subject, Interlocked.Exchange(ref _textBytes, 0));
        _begun.TrySetResult();
    }

    // The first cause counts, also where two are found at once.
    private void Revoke(AnswerEnd end) => Cancel(new QueryFailure(TrinoErrorCode.GrantRevoked, (Interlocked.CompareExchange(ref _accessEnd, end, null) ?? end).Message));

    private static string Beginning(string text, int length) => text.Length <= length ? text
        : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[length - 1]) ? length - 1 : length), "…");
}
