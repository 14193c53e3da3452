using System.Text.Json;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Governance.Audit;
using MeshStarter.Policy.Decisions;
using MeshStarter.ServiceDefaults.Database;
using MeshStarter.ServiceDefaults.Identity;
using Npgsql;

namespace MeshStarter.Governance.Access;

/// <summary>A change of requests and grants.</summary>
internal sealed class AccessTransaction : RecordedTransaction
{
    private AccessTransaction(NpgsqlTransaction transaction) : base(transaction)
    {
    }

    public static async Task<AccessTransaction> BeginAsync(NpgsqlDataSource database, CancellationToken cancellationToken) => new(await OpenAsync(database, cancellationToken));

    public Task<AccessRequest?> FindRequestAsync(Guid id, DateTimeOffset now, CancellationToken cancellationToken) => AccessStore.FindRequestAsync(Transaction.Connection!, Transaction, id, now, cancellationToken);

    public async Task<AccessGrant?> FindGrantAsync(Guid id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Locked before the grant, as a suspension does: in the other order one would wait for the other for good.
        await RevisionsAsync(0, cancellationToken);
        return await AccessStore.FindGrantAsync(Transaction.Connection!, Transaction, id, now, cancellationToken);
    }

    /// <summary>Counts the requests of a principal that are not decided.</summary>
    public Task<int> OpenRequestsAsync(Principal principal, DateTimeOffset now, CancellationToken cancellationToken) => Transaction.FirstAsync<int>(
        $"SELECT count(*) FROM access_requests r WHERE r.principal = @Subject AND r.is_service = @isService AND {AccessStore.IsOpen}",
        new { principal.Subject, isService = AccessSeats.IsService(principal), now = now.UtcDateTime },
        cancellationToken);

    /// <summary>Counts the grants of a product that a principal has.</summary>
    public Task<int> GrantsAsync(AccessRequest request, DateTimeOffset now, CancellationToken cancellationToken) => Transaction.FirstAsync<int>(
        "SELECT count(*) FROM access_grants WHERE principal = @Principal AND is_service = @IsService AND product = @Product AND revoked_at IS NULL AND until > @now",
        new { request.Principal, request.IsService, Product = request.Product.ToString(), now = now.UtcDateTime },
        cancellationToken);

    /// <summary>Notes that an earlier request for the same has lapsed: it makes room for the next one.</summary>
    public Task LapseAsync(AccessRequest next, CancellationToken cancellationToken) => Transaction.ExecuteAsync(
        $"""
        UPDATE access_requests r SET state = 'lapsed'
        WHERE r.principal = @Principal AND r.is_service = @IsService AND r.product = @Product AND r.state = 'requested' AND NOT ({AccessStore.IsOpen})
        """,
        new { next.Principal, next.IsService, Product = next.Product.ToString(), now = next.RequestedAt.UtcDateTime },
        cancellationToken);

    /// <summary>Adds a request; false where one of the principal for the product is not decided.</summary>
    public async Task<bool> AddRequestAsync(AccessRequest request, CancellationToken cancellationToken) => await Transaction.ExecuteAsync(
        """
        INSERT INTO access_requests (id, principal, principal_domain, is_service, product, columns, purpose, until, state, needs_security, renews, requested_at)
        VALUES (@Id, @Principal, @PrincipalDomain, @IsService, @Product, @Columns, @Purpose, @Until, 'requested', @NeedsSecurity, @Renews, @RequestedAt)
        ON CONFLICT DO NOTHING
        """,
        new
        {
            request.Id,
            request.Principal,
            request.PrincipalDomain,
            request.IsService,
            Product = request.Product.ToString(),
            Columns = request.Columns?.ToArray(),
            request.Purpose,
            Until = request.Until.UtcDateTime,
            request.NeedsSecurity,
            request.Renews,
            RequestedAt = request.RequestedAt.UtcDateTime,
        },
        cancellationToken) == 1;

    /// <summary>Adds a seat's decision with the columns of personal data that it is about, and notes whether the security seat is needed.</summary>
    public Task DecideAsync(AccessRequest request, AccessDecision decision, DateTimeOffset? until, IReadOnlyList<string> personalColumns, bool needsSecurity, CancellationToken cancellationToken) => Transaction.ExecuteAsync(
        """
        INSERT INTO access_decisions (request, seat, decided_by, approved, reason, until, decided_at, personal_columns) VALUES (@Id, @Seat, @By, @Approved, @Reason, @Until, @At, @personalColumns);
        UPDATE access_requests SET needs_security = @needsSecurity WHERE id = @Id;
        """,
        new { request.Id, Seat = WireNames.Of(decision.Seat), decision.By, decision.Approved, decision.Reason, Until = until?.UtcDateTime, At = decision.At.UtcDateTime, personalColumns = personalColumns.ToArray(), needsSecurity },
        cancellationToken);

    /// <summary>The columns of personal data that the security seat's approval is about; empty where it has not approved, or where it is not known.</summary>
    public async Task<IReadOnlyList<string>> ApprovedPersonalColumnsAsync(Guid request, CancellationToken cancellationToken) => await Transaction.FirstAsync<string[]>(
        "SELECT personal_columns FROM access_decisions WHERE request = @request AND seat = @Security AND approved",
        new { request, Security = WireNames.Of(AccessSeat.Security) },
        cancellationToken) ?? [];

    /// <summary>The earliest end that the deciding seats set; null where none did.</summary>
    public async Task<DateTimeOffset?> EarliestEndAsync(Guid request, CancellationToken cancellationToken) =>
        await Transaction.FirstAsync<DateTime?>("SELECT min(until) FROM access_decisions WHERE request = @request", new { request }, cancellationToken) is { } end
            ? new DateTimeOffset(end)
            : null;

    /// <summary>Ends a request without a grant.</summary>
    public Task DeclineAsync(Guid request, CancellationToken cancellationToken) => Transaction.ExecuteAsync(
        "UPDATE access_requests SET state = 'declined' WHERE id = @request", new { request }, cancellationToken);

    /// <summary>Ends a request that its author takes back.</summary>
    public Task WithdrawAsync(Guid request, CancellationToken cancellationToken) => Transaction.ExecuteAsync(
        "UPDATE access_requests SET state = 'withdrawn' WHERE id = @request", new { request }, cancellationToken);

    /// <summary>Turns a request into a grant.</summary>
    public async Task GrantAsync(AccessRequest request, GrantTerms terms, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var revision = await RevisionsAsync(1, cancellationToken);
        await Transaction.ExecuteAsync(
            """
            UPDATE access_requests SET state = 'granted' WHERE id = @Request;
            INSERT INTO access_grants (id, request, principal, principal_domain, is_service, product, all_columns, columns, major_versions, purpose, granted_at, until, revision)
            VALUES (@Id, @Request, @Principal, @PrincipalDomain, @IsService, @Product, @AllColumns, @Columns::jsonb, @MajorVersions, @Purpose, @now, @Until, @revision);
            """,
            new
            {
                terms.Id,
                Request = request.Id,
                request.Principal,
                request.PrincipalDomain,
                request.IsService,
                Product = request.Product.ToString(),
                terms.AllColumns,
                Columns = JsonSerializer.Serialize(terms.Columns, MeshJson.Options),
                MajorVersions = terms.MajorVersions.ToArray(),
                request.Purpose,
                now = now.UtcDateTime,
                Until = terms.Until.UtcDateTime,
                revision,
            },
            cancellationToken);
    }

    /// <summary>Takes a grant back.</summary>
    public async Task RevokeAsync(Guid grant, string by, string reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var revision = await RevisionsAsync(1, cancellationToken);
        await Transaction.ExecuteAsync(
            "UPDATE access_grants SET revoked_at = @now, revoked_by = @by, revoke_reason = @reason, revision = @revision WHERE id = @grant",
            new { grant, by, reason, now = now.UtcDateTime, revision },
            cancellationToken);
    }

    /// <summary>Suspends a principal; false where it is suspended already.</summary>
    public async Task<bool> SuspendAsync(string principal, string by, string reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Locked first: a grant that is given concurrently finds the suspension, or is found by it.
        await RevisionsAsync(0, cancellationToken);
        var isNew = await Transaction.ExecuteAsync(
            "INSERT INTO access_suspensions (principal, suspended_by, reason, suspended_at) VALUES (@principal, @by, @reason, @now) ON CONFLICT DO NOTHING",
            new { principal, by, reason, now = now.UtcDateTime },
            cancellationToken) == 1;
        if (isNew)
        {
            await RenumberAsync(principal, cancellationToken);
        }

        return isNew;
    }

    /// <summary>
    /// Whether another person is known to have the role security and is not suspended: by the newest record of each since a time. Records of the
    /// platform's own services count; a domain could write any person with any role into one of its own.
    /// </summary>
    public Task<bool> HasOtherSecurityAsync(string principal, DateTimeOffset since, CancellationToken cancellationToken) => Transaction.FirstAsync<bool>(
        """
        SELECT EXISTS (
            SELECT FROM audit_records a
            WHERE a.occurred_at >= @since AND a.recorded_by = ANY (@platform) AND a.subject <> @principal AND @Security = ANY (a.roles) AND NOT @Service = ANY (a.roles)
              AND NOT EXISTS (SELECT FROM audit_records n WHERE n.subject = a.subject AND n.recorded_by = ANY (@platform) AND (n.occurred_at, n.position) > (a.occurred_at, a.position) AND NOT @Security = ANY (n.roles))
              AND NOT EXISTS (SELECT FROM access_suspensions s WHERE s.principal = a.subject))
        """,
        new { principal, since = since.UtcDateTime, MeshRoles.Security, MeshRoles.Service, platform = PlatformServices.Names.ToArray() },
        cancellationToken);

    /// <summary>Resumes a principal; false where it is not suspended.</summary>
    public async Task<bool> ResumeAsync(string principal, CancellationToken cancellationToken)
    {
        await RevisionsAsync(0, cancellationToken);
        var isChanged = await Transaction.ExecuteAsync("DELETE FROM access_suspensions WHERE principal = @principal", new { principal }, cancellationToken) == 1;
        if (isChanged)
        {
            await RenumberAsync(principal, cancellationToken);
        }

        return isChanged;
    }

    private async Task RenumberAsync(string principal, CancellationToken cancellationToken)
    {
        var count = await Transaction.FirstAsync<int>(
            "SELECT count(*) FROM access_grants WHERE principal = @principal AND revoked_at IS NULL", new { principal }, cancellationToken);
        var last = await RevisionsAsync(count, cancellationToken);
        await Transaction.ExecuteAsync(
            """
            UPDATE access_grants g SET revision = @first + n.place
            FROM (SELECT id, row_number() OVER (ORDER BY position) AS place FROM access_grants WHERE principal = @principal AND revoked_at IS NULL) n
            WHERE n.id = g.id
            """,
            new { principal, first = last - count },
            cancellationToken);
    }

    // Locks until the end of the transaction. The notification goes out with the commit.
    private Task<long> RevisionsAsync(int count, CancellationToken cancellationToken) => Transaction.FirstAsync<long>(
        $"UPDATE access_revision SET value = value + @count RETURNING value; NOTIFY {GrantListener.Channel}", new { count }, cancellationToken);
}
