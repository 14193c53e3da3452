using System.Data;
using Dapper;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Decisions;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Governance.Access;

/// <summary>Reads requests and grants. <see cref="AccessTransaction"/> changes them.</summary>
internal sealed class AccessStore(NpgsqlDataSource database)
{
    /// <summary>Changes in one answer.</summary>
    private const int MostChanges = 5_000;

    // What the state is computed from, and from column "id" on the request.
    private const string SelectRequests =
        """
        SELECT r.position, r.state AS stored, g.granted_at, g.until AS grant_until, s.principal IS NOT NULL AS is_suspended,
               r.id, r.principal, r.principal_domain, r.is_service, r.product, r.columns, r.purpose, r.until, r.needs_security, r.renews, r.requested_at, g.id AS "grant",
               g.revoked_at, g.revoked_by, g.revoke_reason
        FROM access_requests r LEFT JOIN access_grants g ON g.request = r.id LEFT JOIN access_suspensions s ON s.principal = r.principal
        """;

    /// <summary>The condition for a request r that waits for a decision at the time @now.</summary>
    public const string IsOpen = "r.state = 'requested' AND r.until > @now AND NOT EXISTS (SELECT FROM access_decisions d WHERE d.request = r.id AND d.until <= @now)";

    private const string SelectGrants =
        """
        SELECT g.position, s.principal IS NOT NULL AS is_suspended,
               g.id, g.request, g.principal, g.principal_domain, g.is_service, g.product, g.all_columns, g.columns, g.major_versions, g.purpose,
               g.granted_at, g.until, g.revoked_at, g.revoked_by, g.revoke_reason, r.renews
        FROM access_grants g JOIN access_requests r ON r.id = g.request LEFT JOIN access_suspensions s ON s.principal = g.principal
        """;

    private const string SelectTerms =
        """
        SELECT g.revision, g.id, g.principal, g.is_service, g.product, g.all_columns, g.columns, g.major_versions, g.until, g.revoked_at IS NOT NULL OR s.principal IS NOT NULL AS is_ended
        FROM access_grants g LEFT JOIN access_suspensions s ON s.principal = g.principal
        """;

    static AccessStore() => SqlMapper.AddTypeHandler(new JsonColumn<IReadOnlyList<TaggedColumn>>());

    /// <summary>A request; null where there is none. In a transaction it is locked.</summary>
    public static async Task<AccessRequest?> FindRequestAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Locked by a statement of its own: the rows joined by the next one are then those of after the wait.
        if (transaction is not null)
        {
            await connection.ExecuteAsync("SELECT FROM access_requests WHERE id = @id FOR UPDATE", new { id }, cancellationToken);
        }

        var rows = await RequestsAsync(connection, new CommandDefinition($"{SelectRequests} WHERE r.id = @id", new { id }, transaction, cancellationToken: cancellationToken));
        return rows is [var (row, request)] ? row.Complete(request, await DecisionsAsync(connection, [id], cancellationToken), now) : null;
    }

    /// <summary>A request; null where there is none.</summary>
    public async Task<AccessRequest?> FindRequestAsync(Guid id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await FindRequestAsync(connection, transaction: null, id, now, cancellationToken);
    }

    /// <summary>A grant; null where there is none. In a transaction it is locked.</summary>
    public static async Task<AccessGrant?> FindGrantAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (transaction is not null)
        {
            await connection.ExecuteAsync("SELECT FROM access_grants WHERE id = @id FOR UPDATE", new { id }, cancellationToken);
        }

        var rows = await GrantsAsync(connection, new CommandDefinition($"{SelectGrants} WHERE g.id = @id", new { id }, transaction, cancellationToken: cancellationToken), now);
        return rows is [var (_, grant)] ? grant with { Decisions = DecisionRow.Of(await DecisionsAsync(connection, [grant.Request], cancellationToken)) } : null;
    }

    /// <summary>A grant; null where there is none.</summary>
    public async Task<AccessGrant?> FindGrantAsync(Guid id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await FindGrantAsync(connection, transaction: null, id, now, cancellationToken);
    }

    /// <summary>Requests with their positions, newest first, and the position of the last one where more follow.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="isOpen">Only those that are not decided.</param>
    /// <param name="now">The time of their states.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public async Task<(IReadOnlyList<(long Position, AccessRequest Request)> Items, long? Next)> RequestsAsync(AccessFilter filter, bool isOpen, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await RequestsAsync(connection, new CommandDefinition(
            $"""
            {SelectRequests}
            WHERE {Matches("r")} AND (NOT @isOpen OR {IsOpen})
            ORDER BY r.position DESC LIMIT @Limit + 1
            """,
            new { filter.Subject, filter.IsService, filter.Visible, Product = filter.Product?.ToString(), filter.Principal, filter.Before, filter.Limit, isOpen, now = now.UtcDateTime },
            cancellationToken: cancellationToken));
        var page = rows.Take(filter.Limit).ToList();
        var decisions = (await DecisionsAsync(connection, [.. page.Select(row => row.Request.Id)], cancellationToken)).ToLookup(decision => decision.Request);
        return ([.. page.Select(row => (row.Row.Position, row.Row.Complete(row.Request, decisions[row.Request.Id], now)))], rows.Count > page.Count ? page[^1].Row.Position : null);
    }

    /// <summary>Grants, newest first, and the position of the last one where more follow.</summary>
    public async Task<(IReadOnlyList<AccessGrant> Items, long? Next)> GrantsAsync(AccessFilter filter, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await GrantsAsync(connection, new CommandDefinition(
            $"""
            {SelectGrants}
            WHERE {Matches("g")} AND (@InForce::boolean IS NULL OR (g.revoked_at IS NULL AND g.until > @now) = @InForce)
            ORDER BY g.position DESC LIMIT @Limit + 1
            """,
            new { filter.Subject, filter.IsService, filter.Visible, Product = filter.Product?.ToString(), filter.Principal, filter.Before, filter.Limit, filter.InForce, now = now.UtcDateTime },
            cancellationToken: cancellationToken), now);
        var page = rows.Take(filter.Limit).ToList();
        var decisions = (await DecisionsAsync(connection, [.. page.Select(row => row.Grant.Request)], cancellationToken)).ToLookup(decision => decision.Request);
        return ([.. page.Select(row => row.Grant with { Decisions = DecisionRow.Of(decisions[row.Grant.Request]) })], rows.Count > page.Count ? page[^1].Position : null);
    }

    /// <summary>The products that there are requests for.</summary>
    public Task<IReadOnlyList<DataProductId>> ProductsAsync(CancellationToken cancellationToken) =>
        database.QueryAsync<DataProductId>("SELECT DISTINCT product FROM access_requests", null, cancellationToken);

    /// <summary>The terms of the grants that were in force at a time; principals that are suspended since before it have none. A suspension that has ended is not known.</summary>
    public async Task<IReadOnlyList<GrantTerms>> InForceAsync(string? principal, DataProductId? product, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync<GrantTerms>(
            $"""
            {SelectTerms}
            WHERE (@principal::text IS NULL OR g.principal = @principal) AND (@product::text IS NULL OR g.product = @product)
              AND g.granted_at <= @at AND g.until > @at AND (g.revoked_at IS NULL OR g.revoked_at > @at) AND (s.principal IS NULL OR s.suspended_at > @at)
            ORDER BY g.position LIMIT 10000
            """,
            new { principal, product = product?.ToString(), at = at.UtcDateTime },
            cancellationToken);
        return [.. rows.Select(terms => terms with { IsEnded = false })];
    }

    /// <summary>Whether a principal is suspended.</summary>
    public Task<bool> IsSuspendedAsync(string principal, CancellationToken cancellationToken) =>
        database.FirstAsync<bool>("SELECT EXISTS (SELECT FROM access_suspensions WHERE principal = @principal)", new { principal }, cancellationToken);

    /// <summary>The suspended principals.</summary>
    public async Task<IReadOnlyList<PrincipalSuspension>> SuspensionsAsync(CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync<(string Principal, string By, string Reason, DateTimeOffset At)>(
            "SELECT principal, suspended_by, reason, suspended_at FROM access_suspensions ORDER BY principal LIMIT 10000", null, cancellationToken);
        return [.. rows.Select(row => new PrincipalSuspension(row.Principal, row.By, row.Reason, row.At))];
    }

    /// <summary>The changes of grants after a revision of a feed; of another feed all grants that are in force.</summary>
    /// <param name="feed">The feed that the revision is of.</param>
    /// <param name="after">The revision.</param>
    /// <param name="reader">A domain's service, for the grants of its domain's products and its own; null for all.</param>
    /// <param name="now">The time of their states.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public async Task<GrantChanges> ChangesAsync(string? feed, long after, Principal? reader, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // The revision and the grants are of one moment.
        await using var moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var (known, value) = await connection.FirstAsync<(Guid Feed, long Value)>("SELECT feed, value FROM access_revision", null, cancellationToken);
        // A feed of its own for each domain: a service that gets other grants than before begins again.
        var own = reader is null ? known.ToString() : $"{known}-{reader.Domain}";
        if (feed != own || after > value)
        {
            after = 0;
        }

        var rows = await moment.QueryAsync(
            $"""
            {SelectTerms}
            WHERE g.revision > @after AND (@Domain::text IS NULL OR split_part(g.product, '.', 1) = @Domain OR (g.is_service AND g.principal = @Subject))
              AND (@isContinued OR (g.revoked_at IS NULL AND s.principal IS NULL AND g.until > @now))
            ORDER BY g.revision LIMIT @most + 1
            """,
            (long revision, GrantTerms terms) => (Revision: revision, Terms: terms),
            new { after, reader?.Domain, reader?.Subject, isContinued = feed == own && after > 0, now = now.UtcDateTime, most = MostChanges },
            cancellationToken);
        var isComplete = rows.Count <= MostChanges;
        return new GrantChanges(own, isComplete ? value : rows[MostChanges - 1].Revision, isComplete, [.. rows.Take(MostChanges).Select(row => row.Terms)]);
    }

    // The condition for a row of requests or grants that a filter has.
    private static string Matches(string row) =>
        $"""
        (({row}.principal = @Subject AND {row}.is_service = @IsService) OR @Visible::text[] IS NULL OR {row}.product = ANY (@Visible))
          AND (@Product::text IS NULL OR {row}.product = @Product) AND (@Principal::text IS NULL OR {row}.principal = @Principal)
          AND (@Before::bigint IS NULL OR {row}.position < @Before)
        """;

    private static async Task<List<(RequestRow Row, AccessRequest Request)>> RequestsAsync(NpgsqlConnection connection, CommandDefinition command) =>
        (await connection.QueryAsync<RequestRow, AccessRequest, (RequestRow, AccessRequest)>(command, (row, request) => (row, request))).AsList();

    private static async Task<List<(long Position, AccessGrant Grant)>> GrantsAsync(NpgsqlConnection connection, CommandDefinition command, DateTimeOffset now) =>
        (await connection.QueryAsync<(long Position, bool IsSuspended), AccessGrant, (long, AccessGrant)>(
            command,
            (row, grant) => (row.Position, grant with { State = AccessDuration.StateAt(now, grant.GrantedAt, grant.Until, grant.RevokedAt is not null, row.IsSuspended) }))).AsList();

    private static Task<IReadOnlyList<DecisionRow>> DecisionsAsync(NpgsqlConnection connection, Guid[] requests, CancellationToken cancellationToken) => connection.QueryAsync<DecisionRow>(
        "SELECT request, seat, decided_by, approved, reason, until, decided_at FROM access_decisions WHERE request = ANY (@requests) ORDER BY decided_at, seat",
        new { requests },
        cancellationToken);
}
