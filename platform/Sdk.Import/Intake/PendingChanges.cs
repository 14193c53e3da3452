using Npgsql;
using NpgsqlTypes;

namespace MeshStarter.Sdk.Import.Intake;

/// <summary>Changes of a followed source that are committed together with its position. The transaction is open from their first page on.</summary>
/// <param name="context">Takes rows over.</param>
/// <param name="generation">The reading of the source that the changes are of.</param>
/// <param name="time">The clock.</param>
internal sealed class PendingChanges(IntakeContext context, long generation, TimeProvider time) : IAsyncDisposable
{
    // Source transactions that come together are committed together, up to so many changes.
    private const int MostTogether = 5_000;

    /// <summary>Deletes are a commit of the table apart from rows, which takes longer than to emit them: they wait so long for those that follow.</summary>
    public static readonly TimeSpan DeletesTogether = TimeSpan.FromMilliseconds(500);

    private readonly List<SourceChange> _page = new(MostTogether);
    private NpgsqlConnection? _connection;
    private NpgsqlTransaction? _transaction;
    private int _together;

    // In changes. It grows with each commit: a transaction that is refused holds back fewer before it at each try, and none in the end.
    private int _mostTogether = 1;
    private long? _deletesSince;

    /// <summary>Whether there is no change.</summary>
    public bool IsEmpty => _transaction is null && _page.Count == 0;

    /// <summary>Whether the changes are to be committed at the end of a transaction of the source.</summary>
    /// <param name="isFollowed">Whether another transaction follows at once.</param>
    public bool AreDue(bool isFollowed)
    {
        var waitForDeletes = _deletesSince is { } since && time.GetElapsedTime(since) < DeletesTogether;
        return !IsEmpty && (_together >= _mostTogether || !(isFollowed || waitForDeletes));
    }

    /// <summary>Adds a change.</summary>
    public async Task AddAsync(SourceChange change, CancellationToken cancellationToken)
    {
        _page.Add(change);
        _together++;
        if (change.IsDelete)
        {
            _deletesSince ??= time.GetTimestamp();
        }

        if (_page.Count == MostTogether)
        {
            await FlushAsync(cancellationToken);
        }
    }

    /// <summary>Adds a delete of all rows.</summary>
    public async Task AddDeleteOfAllAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        await context.Rows.DeleteOlderAsync(long.MaxValue, await TransactionAsync(cancellationToken), cancellationToken);
    }

    /// <summary>Commits the changes with the position of the source after them.</summary>
    public async Task CommitAsync(NpgsqlLogSequenceNumber position, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        await context.Store.MoveAsync(context.Turn, position.ToString(), _transaction!, cancellationToken);
        await _transaction!.CommitAsync(cancellationToken);
        _mostTogether = Math.Min(_mostTogether * 2, MostTogether);
        context.Worked();
        await DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _page.Clear();
        (_together, _deletesSince) = (0, null);
        if (_transaction is { } transaction)
        {
            _transaction = null;
            await transaction.DisposeAsync();
        }

        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
        }
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        await context.Rows.ApplyAsync(_page, generation, await TransactionAsync(cancellationToken), cancellationToken);
        _page.Clear();
    }

    private async Task<NpgsqlTransaction> TransactionAsync(CancellationToken cancellationToken)
    {
        _connection ??= await context.Database.OpenConnectionAsync(cancellationToken);
        return _transaction ??= await _connection.BeginTransactionAsync(cancellationToken);
    }
}
