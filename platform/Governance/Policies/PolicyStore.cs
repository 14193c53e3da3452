using MeshStarter.Contracts.Policies;
using MeshStarter.Policy.Rules;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Governance.Policies;

/// <summary>Reads the versions of the rules and what is served of them. <see cref="PolicyTransaction"/> changes them.</summary>
internal sealed class PolicyStore(NpgsqlDataSource database)
{
    private const string SelectVersions = "SELECT number, label, sha256, base, effective_from, author, origin, reason, proposal, number = (SELECT max(number) FROM policy_versions) AS is_in_force";
    private const string SelectVersion = $"{SelectVersions}, text FROM policy_versions WHERE number = coalesce(@number, (SELECT max(number) FROM policy_versions))";
    private const string SelectRevision = "SELECT revision FROM policy_state";
    private const string SelectTightenings = "SELECT id, product, rules, tightened_by AS by, by_security, reason, begins_at, until, ended_at FROM policy_tightenings";

    /// <summary>The revision of what is served now.</summary>
    public Task<long> RevisionAsync(CancellationToken cancellationToken) => database.FirstAsync<long>(SelectRevision, null, cancellationToken);

    /// <summary>Reads the state that is served now, as of one moment.</summary>
    /// <param name="transaction">The transaction; it sees what it changes.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public static async Task<ServedState?> ServedAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        if (await transaction.FirstAsync<PolicyVersion>(SelectVersion, new { number = (long?)null }, cancellationToken) is not { } version)
        {
            return null;
        }

        var revision = await transaction.FirstAsync<long>(SelectRevision, null, cancellationToken);
        var tightenings = await transaction.QueryAsync<TighteningRow>($"{SelectTightenings} WHERE ended_at IS NULL ORDER BY position", null, cancellationToken);
        var declassifications = await transaction.QueryAsync<DeclassificationRequest>("SELECT * FROM policy_declassifications WHERE state = 'approved' ORDER BY position", null, cancellationToken);
        return new ServedState(version, revision, [.. tightenings.Select(row => row.ToTightening())], declassifications);
    }

    /// <summary>Reads the state that is served now.</summary>
    public async Task<ServedState?> ServedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var moment = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        return await ServedAsync(moment, cancellationToken);
    }

    /// <summary>The rules of a time with the tightenings and declassifications of then; null before the first version.</summary>
    /// <param name="at">The time. The rules of a time to come are those that are known for it today.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public async Task<PolicyBundle?> RulesAtAsync(DateTimeOffset at, CancellationToken cancellationToken) =>
        (await ServedAtAsync(at, cancellationToken))?.ToBundle().Rules.AsOf(at);

    /// <summary>The time since when there are rules.</summary>
    public async Task<DateTimeOffset> BeginAsync(CancellationToken cancellationToken) => (await FindAsync(number: 1, cancellationToken))!.EffectiveFrom;

    /// <summary>A version with its text; null where there is none.</summary>
    /// <param name="number">Its number; null for the one in force.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public Task<PolicyVersion?> FindAsync(long? number, CancellationToken cancellationToken) => database.FirstAsync<PolicyVersion>(SelectVersion, new { number }, cancellationToken);

    /// <summary>Versions without their texts, newest first, and the number of the last one where more follow.</summary>
    public async Task<(IReadOnlyList<PolicyVersion> Items, long? Next)> ListAsync(long? before, int limit, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync<PolicyVersion>(
            $"{SelectVersions} FROM policy_versions WHERE @before::bigint IS NULL OR number < @before ORDER BY number DESC LIMIT @limit + 1", new { before, limit }, cancellationToken);
        var page = rows.Take(limit).ToList();
        return (page, rows.Count > page.Count ? page[^1].Number : null);
    }

    /// <summary>Tightenings, those in force before those that have ended, newest first.</summary>
    public async Task<IReadOnlyList<PolicyTightening>> TighteningsAsync(CancellationToken cancellationToken) =>
        [.. (await database.QueryAsync<TighteningRow>($"{SelectTightenings} ORDER BY ended_at IS NULL DESC, position DESC LIMIT 500", null, cancellationToken)).Select(row => row.ToTightening())];

    /// <summary>Requests to declassify, those that wait before those that are decided, newest first.</summary>
    public Task<IReadOnlyList<DeclassificationRequest>> DeclassificationsAsync(CancellationToken cancellationToken) =>
        database.QueryAsync<DeclassificationRequest>("SELECT * FROM policy_declassifications ORDER BY state = 'requested' DESC, position DESC LIMIT 1000", null, cancellationToken);

    /// <summary>A request to declassify; null where there is none.</summary>
    public Task<DeclassificationRequest?> FindDeclassificationAsync(Guid id, CancellationToken cancellationToken) =>
        database.FirstAsync<DeclassificationRequest>("SELECT * FROM policy_declassifications WHERE id = @id", new { id }, cancellationToken);

    /// <summary>The proposals that are to be decided or to come into force. The one that was due first is first: it comes into force, and overtakes the others of its base.</summary>
    public Task<IReadOnlyList<Guid>> DueAsync(DateTimeOffset now, CancellationToken cancellationToken) => database.QueryAsync<Guid>(
        """
        SELECT id FROM policy_proposals WHERE (state = 'open' AND deadline <= @now) OR (state = 'passed' AND effective_from <= @now)
        ORDER BY CASE state WHEN 'passed' THEN effective_from ELSE greatest(deadline, effective_from) END, position LIMIT 500
        """,
        new { now = now.UtcDateTime },
        cancellationToken);

    /// <summary>The next time at which something happens by the clock; null where nothing does.</summary>
    public async Task<DateTimeOffset?> NextMomentAsync(CancellationToken cancellationToken) => await database.FirstAsync<DateTime?>(
        """
        SELECT min(at) FROM (
            SELECT until AS at FROM policy_tightenings WHERE ended_at IS NULL
            UNION ALL SELECT deadline FROM policy_proposals WHERE state = 'open'
            UNION ALL SELECT effective_from FROM policy_proposals WHERE state = 'passed') moments
        """,
        null,
        cancellationToken) is { } at ? new DateTimeOffset(at) : null;

    // The state that was served at a time, or will be by what is known today; null before the first version.
    private async Task<ServedState?> ServedAtAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var moment = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        var time = new { at = at.UtcDateTime };
        var version = await moment.FirstAsync<PolicyVersion>(
            $"{SelectVersions}, text FROM policy_versions WHERE effective_from <= @at ORDER BY number DESC LIMIT 1", time, cancellationToken);
        if (version is null)
        {
            return null;
        }

        // The next of the proposals that have passed comes into force at its date, and overtakes the others.
        var coming = await moment.FirstAsync<string?>(
            "SELECT text FROM policy_proposals WHERE state = 'passed' AND effective_from <= @at AND base = @Number ORDER BY effective_from, position LIMIT 1", new { time.at, version.Number }, cancellationToken);
        var tightenings = await moment.QueryAsync<TighteningRow>(
            $"{SelectTightenings} WHERE begins_at <= @at AND until > @at AND (ended_at IS NULL OR ended_at > @at) ORDER BY position", time, cancellationToken);
        var declassifications = await moment.QueryAsync<DeclassificationRequest>(
            "SELECT * FROM policy_declassifications WHERE state = 'approved' AND decided_at <= @at ORDER BY position", time, cancellationToken);
        return new ServedState(coming is null ? version : version with { Text = coming }, Revision: 0, [.. tightenings.Select(row => row.ToTightening())], declassifications);
    }
}
