using System.Collections.Concurrent;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.QueryProxy.Metadata;
using Microsoft.Extensions.Options;

namespace MeshStarter.QueryProxy.Sessions;

/// <summary>
/// The transactions that clients have open. Queries change nothing, so a transaction holds nothing either: each statement of it reads the
/// newest snapshots, and one that failed ends it but for its ROLLBACK, as Trino has it.
/// </summary>
internal sealed class Transactions(IOptions<QueryOptions> options, TimeProvider time)
{
    private const int MaxPerSubject = 100;

    private static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Transaction> _open = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Opens a transaction and returns its id. Where the subject has too many, the one that was used longest ago is no more.</summary>
    public string Start(string subject)
    {
        foreach (var (id, transaction) in _open)
        {
            if (IsIdle(transaction))
            {
                _open.TryRemove(id, out _);
            }
        }

        foreach (var (id, _) in _open.Where(open => open.Value.Subject == subject).OrderByDescending(open => open.Value.UsedAt).Skip(MaxPerSubject - 1).ToList())
        {
            _open.TryRemove(id, out _);
        }

        var started = $"{Guid.CreateVersion7(time.GetUtcNow())}{(options.Value.Name is { } name ? $"_{name}" : "")}";
        _open[started] = new Transaction(subject, time.GetUtcNow()) { UsedAt = time.GetTimestamp() };
        return started;
    }

    /// <summary>The open transactions of a subject, the oldest first.</summary>
    public IReadOnlyList<OwnTransaction> Of(string subject) =>
    [
        .. _open.Where(open => open.Value.Subject == subject && !IsIdle(open.Value)).Select(open => new OwnTransaction(open.Key, open.Value.CreatedAt, IdleTime(open.Value)))
            .OrderBy(transaction => transaction.Created),
    ];

    /// <summary>Takes note that a statement is part of a transaction.</summary>
    /// <exception cref="QueryFailedException">The subject has no such transaction, or a statement of it failed.</exception>
    public void Use(string subject, string id)
    {
        var transaction = Find(subject, id);
        transaction.UsedAt = time.GetTimestamp();
        if (transaction.IsAborted)
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.TransactionAlreadyAborted, "Current transaction is aborted, commands ignored until end of transaction block. Send ROLLBACK."));
        }
    }

    /// <summary>Keeps a transaction, where the subject has it, until a statement of it is over: a client that reads many rows sends no other statement until then.</summary>
    /// <param name="subject">The caller.</param>
    /// <param name="id">The transaction.</param>
    /// <param name="over">Completes once nothing of the statement's answer is left to read.</param>
    public async Task KeepAsync(string subject, string id, Task over)
    {
        if (Known(subject, id) is not { } transaction)
        {
            return;
        }

        transaction.Enter();
        try
        {
            await over;
        }
        finally
        {
            transaction.UsedAt = time.GetTimestamp();
            transaction.Leave();
        }
    }

    /// <summary>Ends a transaction.</summary>
    /// <exception cref="QueryFailedException">The subject has no such transaction.</exception>
    public void End(string subject, string id)
    {
        Find(subject, id);
        _open.TryRemove(id, out _);
    }

    /// <summary>A statement of a transaction has failed.</summary>
    public void Abort(string subject, string id)
    {
        if (_open.TryGetValue(id, out var transaction) && transaction.Subject == subject)
        {
            transaction.IsAborted = true;
        }
    }

    private Transaction Find(string subject, string id) =>
        Known(subject, id) ?? throw new QueryFailedException(new QueryFailure(TrinoErrorCode.UnknownTransaction, $"Unknown transaction ID: {id}. Possibly expired? Commands ignored until end of transaction block. Begin another one."));

    private Transaction? Known(string subject, string id) =>
        _open.TryGetValue(id, out var transaction) && transaction.Subject == subject && !IsIdle(transaction) ? transaction : null;

    private bool IsIdle(Transaction transaction) => IdleTime(transaction) > IdleLimit;

    private TimeSpan IdleTime(Transaction transaction) => transaction.HasStatement ? TimeSpan.Zero : time.GetElapsedTime(transaction.UsedAt);

    private sealed class Transaction(string subject, DateTimeOffset createdAt)
    {
        private long _usedAt;
        private int _statements;

        public string Subject { get; } = subject;

        public DateTimeOffset CreatedAt { get; } = createdAt;

        public bool IsAborted { get; set; }

        public long UsedAt
        {
            get => Interlocked.Read(ref _usedAt);
            set => Interlocked.Exchange(ref _usedAt, value);
        }

        /// <summary>Whether a statement of it runs, or its answer is read.</summary>
        public bool HasStatement => Volatile.Read(ref _statements) > 0;

        public void Enter() => Interlocked.Increment(ref _statements);

        public void Leave() => Interlocked.Decrement(ref _statements);
    }
}
