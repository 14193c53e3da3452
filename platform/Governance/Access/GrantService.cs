using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Polling;
using MeshStarter.Policy.Decisions;
using MeshStarter.ServiceDefaults.Problems;
using Npgsql;

namespace MeshStarter.Governance.Access;

/// <summary>Takes grants back, and suspends and resumes principals.</summary>
internal sealed class GrantService(NpgsqlDataSource database, AccessTrail trail, AccessStore store, GrantSignal signal, SteadyClock clock)
{
    private const string LastOfSecurity =
        "The last person of the security seat does not suspend herself or himself: no user could end it. Let another person with the role security, who has signed in and acted in the last 90 days and is not suspended, do it, or resume such a person first.";

    // Who has the role is known by the audit trail alone.
    private static readonly TimeSpan SecuritySince = TimeSpan.FromDays(90);

    /// <summary>Whether a caller may take a grant back: who has it, people of the product's domain who decide, and the security seat.</summary>
    public static bool MayRevoke(Principal caller, AccessGrant grant) => IsOwn(caller, grant) || AccessSeats.Of(caller, grant.Product).Count > 0;

    /// <summary>Whether a grant is the caller's own.</summary>
    public static bool IsOwn(Principal caller, AccessGrant grant) => AccessSeats.IsOwn(caller, grant.Principal, grant.IsService);

    /// <summary>Takes a grant back.</summary>
    public async Task<AccessGrant> RevokeAsync(Principal caller, Guid id, AccessDecisionForm form, Func<AccessGrant, bool> mayKnow, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        AccessText.Require("reason", form.Reason, "why");
        if (await store.FindGrantAsync(id, now, cancellationToken) is not { } known || !(MayRevoke(caller, known) || mayKnow(known)))
        {
            throw new RequestRefusedException(AccessProblems.None("grant", id));
        }

        if (!MayRevoke(caller, known))
        {
            var refusal = $"A grant is taken back by people of domain {known.Product.Domain} with the role owner, by people with the role security, and by who has it.";
            throw await trail.ForbidAsync(caller, known.Product, AuditActions.AccessRevoke, refusal, cancellationToken, $"May not revoke grant {id}. ");
        }

        await using var transaction = await AccessTransaction.BeginAsync(database, cancellationToken);
        var grant = (await transaction.FindGrantAsync(id, now, cancellationToken))!;
        if (grant.State is AccessState.Revoked or AccessState.Expired)
        {
            throw new RequestRefusedException(AccessProblems.Conflict($"Grant {id} is {WireNames.Of(grant.State)} already."));
        }

        await transaction.RecordAsync(trail.Permitted(caller, grant.Product, AuditActions.AccessRevoke, $"Revoked grant {id} of {grant.Principal}: {form.Reason.Trim()}") with { Columns = [.. grant.Columns.Select(column => column.Name)] }, cancellationToken);
        await transaction.RevokeAsync(id, caller.Subject, form.Reason.Trim(), now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Pulse();
        return (await store.FindGrantAsync(id, now, cancellationToken))!;
    }

    /// <summary>Suspends a principal: all its grants, present and future, are without effect until it is resumed.</summary>
    public async Task SuspendAsync(Principal caller, string principal, AccessDecisionForm form, bool isSuspended, CancellationToken cancellationToken)
    {
        var verb = isSuspended ? "suspend" : "resume";
        AccessText.Require("principal", principal, "who");
        AccessText.Require("reason", form.Reason, "why");
        if (!AccessSeats.IsSecurity(caller) || (caller.Subject == principal && !isSuspended))
        {
            var refusal = caller.Subject == principal ? "A suspended principal is resumed by another person with the role security." : "People with the role security suspend and resume principals.";
            throw await trail.ForbidAsync(caller, product: null, AuditActions.AccessRevoke, refusal, cancellationToken, $"May not {verb} {principal}. ");
        }

        // Recorded without the lock: those that wait for it may have all connections.
        if (!await ChangeAsync(caller, principal, form.Reason.Trim(), isSuspended, cancellationToken))
        {
            await trail.RefusedAsync(caller, product: null, AuditActions.AccessRevoke, $"May not suspend {principal}. {LastOfSecurity}", cancellationToken);
            throw new RequestRefusedException(AccessProblems.Conflict($"{principal} is not suspended. {LastOfSecurity}"));
        }

        signal.Pulse();
    }

    // False, and nothing is changed, where the last person of the security seat suspends herself or himself.
    private async Task<bool> ChangeAsync(Principal caller, string principal, string reason, bool isSuspended, CancellationToken cancellationToken)
    {
        await using var transaction = await AccessTransaction.BeginAsync(database, cancellationToken);
        var isChanged = isSuspended
            ? await transaction.SuspendAsync(principal, caller.Subject, reason, clock.Now, cancellationToken)
            : await transaction.ResumeAsync(principal, cancellationToken);
        if (!isChanged)
        {
            throw new RequestRefusedException(AccessProblems.Conflict($"{principal} is {(isSuspended ? "suspended already" : "not suspended")}."));
        }

        // Checked once the change holds its lock: of two who suspend themselves at a time the second one is refused.
        if (isSuspended && caller.Subject == principal && !await transaction.HasOtherSecurityAsync(principal, clock.Now - SecuritySince, cancellationToken))
        {
            return false;
        }

        await transaction.RecordAsync(trail.Permitted(caller, product: null, AuditActions.AccessRevoke, $"{(isSuspended ? "Suspended" : "Resumed")} {principal}: {reason}"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
