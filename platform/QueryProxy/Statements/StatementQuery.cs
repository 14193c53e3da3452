using System.Security.Claims;
using System.Security.Cryptography;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.QueryProxy.Execution;
using MeshStarter.QueryProxy.Statements.Segments;
using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.QueryProxy.Statements;

/// <summary>A query as Trino's clients follow it: page by page, each page requested once or again, none passed over.</summary>
/// <param name="run">The query.</param>
/// <param name="source">The client's program.</param>
/// <param name="lifetime">How long it is kept without a request.</param>
/// <param name="time">The clock.</param>
internal sealed class StatementQuery(QueryRun run, string? source, TimeSpan lifetime, TimeProvider time) : IDisposable
{
    // After its rows a query is mostly over at once; a short wait lets their page report it, so that its reader knows them all.
    private static readonly TimeSpan EndIsNear = TimeSpan.FromMilliseconds(10);

    /// <summary>A batch that is as large is seldom the last one.</summary>
    private const int FullBatch = 512 * 1024;

    /// <summary>A batch up to this length is in the page itself: one request less.</summary>
    private const int InlineBytes = 128 * 1024;

    /// <summary>Fewer than the batches that may wait, so that a client that is a page ahead of its segments does not stop the worker.</summary>
    private const int SegmentsOfPage = 4;

    private const int KeptSource = 200;

    private readonly SemaphoreSlim _lock = new(1, 1);
    private PagePosition? _last;
    private StatementPage? _lastPage;
    private PagePosition? _next = PagePosition.First;
    private long _rowOffset;
    private long _requestedAt = time.GetTimestamp();

    public QueryRun Run { get; } = run;

    public string? Source { get; } = source is { Length: > KeptSource } ? source[..KeptSource] : source;

    /// <summary>The encoding of rows in segments that the client wants; null for rows in the pages.</summary>
    public string? Encoding { get; init; }

    /// <summary>The key of its pages' slugs and of its segments' keys.</summary>
    public byte[] Secret { get; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>Whether its client has its last page: nothing is left to say of it.</summary>
    public bool IsReported => _next is null;

    /// <summary>Whether its client has read all of it. One that knows by the last rows' page that none follow may not request the end.</summary>
    public bool IsRead => Run.Rows.IsRead && (IsReported || _lastPage is { State: QueryState.Finished });

    /// <summary>The clock's timestamp of its last request. It orders queries, which <see cref="Idle"/> cannot: that grows while they are compared.</summary>
    public long RequestedAt => Interlocked.Read(ref _requestedAt);

    public TimeSpan Idle => time.GetElapsedTime(RequestedAt);

    /// <summary>Returns whether it is a user's own.</summary>
    public bool IsOf(ClaimsPrincipal user) => string.Equals(Run.Request.Principal.Subject, user.ToPrincipal().Subject, StringComparison.Ordinal);

    public void Touch() => Interlocked.Exchange(ref _requestedAt, time.GetTimestamp());

    /// <summary>The answer to the first request: never columns, rows or an error, because some clients drop them there.</summary>
    public static StatementPage FirstPage { get; } = new() { State = QueryState.Queued, Next = PagePosition.First };

    /// <summary>The page at this place, waiting a moment for news; null where the place has gone by or is not reached yet. The caller releases its batch once it is written.</summary>
    public async Task<StatementPage?> PageAsync(PagePosition position, TimeSpan maxWait, CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            Touch();
            Run.CheckAccess();
            var page = await FindAsync(position, maxWait, cancellationToken);
            // It may still be written when another request asks for the page behind it.
            page?.Batch?.Hold();
            return page;
        }
        finally
        {
            Touch();
            _lock.Release();
        }
    }

    /// <summary>Lets the last page of rows go, so that a query that was read to its end costs no more than its description. Its client may still ask for the end.</summary>
    public void Forget()
    {
        if (_next is not null && _lastPage?.Columns is null)
        {
            // The columns of a result without rows come with its end.
            return;
        }

        // Clients that acknowledge their segments have done so by now.
        Run.Rows.AcknowledgeRead();
        if (Run.Rows.IsRead && _lock.Wait(TimeSpan.Zero, CancellationToken.None))
        {
            Keep(null, null);
            Run.Forget();
            _lock.Release();
        }
    }

    public void Dispose()
    {
        Run.Dispose();
        _lock.Dispose();
    }

    private async Task<StatementPage?> FindAsync(PagePosition position, TimeSpan maxWait, CancellationToken cancellationToken)
    {
        if (position == _last)
        {
            if (Run.AccessEnd is not null && (_lastPage?.Rows is not null || _lastPage?.Segments is not null))
            {
                // Rows that were answered once are not answered again.
                Keep(_last, Page() with { State = QueryState.Failed, Failure = Run.CancelledFor });
                _next = null;
            }

            return _lastPage;
        }

        if (position != _next)
        {
            return null;
        }

        var page = position.Phase == PagePhase.Queued
            ? await QueuedAsync(position, maxWait, cancellationToken)
            : await ExecutingAsync(position.Next, maxWait, cancellationToken);
        Keep(position, page);
        _next = page.Next;
        return page;
    }

    /// <summary>Keeps a page for a client that lost it, in the place of the one before.</summary>
    private void Keep(PagePosition? position, StatementPage? page)
    {
        _lastPage?.Batch?.Release();
        (_last, _lastPage) = (position, page);
    }

    private async Task<StatementPage> QueuedAsync(PagePosition position, TimeSpan maxWait, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        try
        {
            await Run.Begun.WaitAsync(maxWait, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new StatementPage { State = QueryState.Queued, Next = position.Next };
        }

        // The first page of an admitted query takes the place of one that says no more than that: it spares the client a round trip.
        var left = maxWait - time.GetElapsedTime(began);
        return await ExecutingAsync(new PagePosition(PagePhase.Executing, 0), left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken);
    }

    /// <summary>The next page of a query that was admitted.</summary>
    private async Task<StatementPage> ExecutingAsync(PagePosition next, TimeSpan maxWait, CancellationToken cancellationToken)
    {
        if (!await HasNewsAsync(maxWait, cancellationToken))
        {
            return Page() with { Next = next };
        }

        if (Encoding is not null && Spooled() is { Count: > 0 } spooled)
        {
            await AwaitEndAsync(spooled[^1].Length);
            return Page() with { Segments = spooled, Next = next };
        }

        // A client that goes away while a batch is read may ask for the page again.
        if (await Run.Rows.ReadAsync(cancellationToken) is not { } batch)
        {
            return Page() with { State = Run.KnownState, Failure = Run.Failure, SessionChange = Run.SessionChange };
        }

        // From here on the batch is this page's, also when its client has gone. As in Trino, a page with rows is never the last: some clients count its rows twice.
        await AwaitEndAsync(batch.Text.Length);
        var page = Page() with { Batch = batch, Next = next };
        return Encoding is null || batch.Rows == 0 ? page
            : page with { Segments = [new PageSegment.Inline(Advance(batch.Rows), batch.Rows, batch.Text)] };
    }

    /// <summary>The batches that are there and too large for a page.</summary>
    private List<PageSegment.Spooled> Spooled()
    {
        var segments = new List<PageSegment.Spooled>();
        while (segments.Count < SegmentsOfPage && Run.Rows.NextLength > InlineBytes && Run.Rows.HandOut() is { } segment)
        {
            segments.Add(new PageSegment.Spooled(Advance(segment.Rows), segment.Rows, segment.Length, segment.Number) { ExpiresAt = time.GetUtcNow() + lifetime });
        }

        return segments;
    }

    private long Advance(long rows) => (_rowOffset += rows) - rows;

    private Task AwaitEndAsync(int length) => length < FullBatch ? HasNewsAsync(EndIsNear, CancellationToken.None) : Task.CompletedTask;

    private StatementPage Page() => new() { State = Run.State, Columns = Run.Columns };

    /// <summary>Whether there are rows to read, or the end of them.</summary>
    private async Task<bool> HasNewsAsync(TimeSpan maxWait, CancellationToken cancellationToken)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        wait.CancelAfter(maxWait);
        try
        {
            await Run.Rows.WaitToReadAsync(wait.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // No news is a page too.
            return false;
        }
    }

    public static QueryFailure UserCanceled { get; } = new(TrinoErrorCode.UserCanceled, "Query was canceled");

    public static QueryFailure ServiceStopped { get; } = new(TrinoErrorCode.ServerShuttingDown, "The query was stopped, because the query service is stopping. Send the query again in a moment.");
}
