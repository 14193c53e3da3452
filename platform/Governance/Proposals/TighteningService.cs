using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Policies;
using MeshStarter.Governance.Access;
using MeshStarter.Governance.Audit;
using MeshStarter.Governance.Policies;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Polling;
using MeshStarter.Policy.Changes;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;
using MeshStarter.ServiceDefaults.Problems;
using Npgsql;

namespace MeshStarter.Governance.Proposals;

/// <summary>Tightens at once, for 72 hours at most: the owner of a product for it, the security seat for all. Nothing is permitted by it.</summary>
internal sealed class TighteningService(NpgsqlDataSource database, AuditStore audit, AccessTrail trail, PolicyStore policies, PolicyClock policyClock, SteadyClock clock)
{
    private const int LongestHours = 72;
    // A text that is longer is not read; of a shorter one what is served counts.
    private const int MostRead = 4 * PolicyBounds.CharactersOfTightening;

    private static string TooLong => $"rules: a tightening has at most {PolicyBounds.CharactersOfTightening} characters.";

    public async Task<PolicyTightening> TightenAsync(Principal caller, PolicyTighteningForm form, CancellationToken cancellationToken)
    {
        var wrong = AccessText.Problem("reason", form.Reason, "why")
            ?? (form.Hours is < 1 or > LongestHours ? $"hours: must be from 1 to {LongestHours}. Propose what is to stay longer." : form.Rules.Length > MostRead ? TooLong : null);
        if (wrong is not null)
        {
            throw new RequestRefusedException(GovernanceProblems.BadRequest(wrong));
        }

        var isSecurity = AccessSeats.IsSecurity(caller);
        if (!isSecurity && !(form.Product is { } owned && AccessSeats.IsOwner(caller, owned)))
        {
            const string Refusal = "People of a product's domain with the role owner tighten for it, and people with the role security for all products.";
            throw await trail.ForbidAsync(caller, form.Product, AuditActions.PolicyChange, Refusal, cancellationToken);
        }

        try
        {
            if (ServedPolicy.TighteningProblem(form.Rules, form.Product) is { } refusal)
            {
                throw new RequestRefusedException(GovernanceProblems.BadRequest(refusal));
            }

            if (ServedPolicy.LengthOfTightening(form.Rules) > PolicyBounds.CharactersOfTightening)
            {
                throw new RequestRefusedException(GovernanceProblems.BadRequest(TooLong));
            }

            var now = clock.Now;
            var tightening = new PolicyTightening(Guid.CreateVersion7(now), form.Product, form.Rules, caller.Subject, form.Reason.Trim(), now, now + TimeSpan.FromHours(form.Hours), EndedAt: null) { IsBySecurity = isSecurity };
            await using var transaction = await PolicyTransaction.BeginAsync(database, cancellationToken);
            if (RoomProblem((await transaction.ServedAsync(cancellationToken))!.Tightenings, tightening) is { } full)
            {
                throw new RequestRefusedException(PolicyProblems.Conflict(full));
            }

            await transaction.ExecuteAsync(
                "INSERT INTO policy_tightenings (id, product, rules, tightened_by, by_security, reason, begins_at, until) VALUES (@Id, @product, @Rules, @By, @IsBySecurity, @Reason, @from, @until)",
                new { tightening.Id, product = tightening.Product?.ToString(), tightening.Rules, tightening.By, tightening.IsBySecurity, tightening.Reason, from = now.UtcDateTime, until = tightening.Until.UtcDateTime },
                cancellationToken);
            await transaction.RaiseRevisionAsync(cancellationToken);
            // What could not be served is refused.
            _ = (await transaction.ServedAsync(cancellationToken))!.ToBundle();
            await transaction.RecordAsync(trail.Permitted(caller, form.Product, AuditActions.PolicyChange, $"Tightened until {tightening.Until:u} ({tightening.Id}): {tightening.Reason}"), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            await policyClock.LoadAsync(cancellationToken);
            return tightening;
        }
        catch (PolicyFormatException refused)
        {
            throw new RequestRefusedException(PolicyProblems.Invalid(refused));
        }
    }

    public async Task EndAsync(Principal caller, Guid id, AccessDecisionForm form, CancellationToken cancellationToken)
    {
        AccessText.Require("reason", form.Reason, "why");
        if ((await policies.TighteningsAsync(cancellationToken)).FirstOrDefault(each => each.Id == id) is not { } known)
        {
            throw new RequestRefusedException(PolicyProblems.NoTightening(id));
        }

        // The security seat's own is not ended by an owner.
        if (!AccessSeats.IsSecurity(caller) && !(known.By == caller.Subject && known.Product is { } owned && AccessSeats.IsOwner(caller, owned)))
        {
            // The record says more than the answer, which is that of one that does not exist.
            await audit.AppendAsync(trail.Refused(caller, known.Product, AuditActions.PolicyChange, $"May not end the tightening {id} of {known.By}.") with { Concealed = true }, cancellationToken);
            throw new RequestRefusedException(PolicyProblems.NoTightening(id));
        }

        await using var transaction = await PolicyTransaction.BeginAsync(database, cancellationToken);
        if (await transaction.ExecuteAsync("UPDATE policy_tightenings SET ended_at = @now WHERE id = @id AND ended_at IS NULL", new { id, now = clock.Now.UtcDateTime }, cancellationToken) == 0)
        {
            throw new RequestRefusedException(PolicyProblems.Conflict($"The tightening {id} has ended already."));
        }

        await transaction.RaiseRevisionAsync(cancellationToken);
        await transaction.RecordAsync(trail.Permitted(caller, known.Product, AuditActions.PolicyChange, $"Ended the tightening {id} of {known.By}: {form.Reason.Trim()}"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await policyClock.LoadAsync(cancellationToken);
    }

    // None takes the room of the others: not an owner that of another domain's owners, and no owner that of the security seat.
    private static string? RoomProblem(IReadOnlyList<PolicyTightening> inForce, PolicyTightening added)
    {
        if (added.IsBySecurity)
        {
            return inForce.Count(each => each.IsBySecurity) >= PolicyBounds.TighteningsOfSecurity ? $"{PolicyBounds.TighteningsOfSecurity} tightenings of the security seat are in force. End some first, or put more rules into one." : null;
        }

        var owners = inForce.Where(each => !each.IsBySecurity).ToList();
        return owners.Count(each => each.Product?.Domain == added.Product?.Domain) >= PolicyBounds.TighteningsOfDomain
                ? $"{PolicyBounds.TighteningsOfDomain} tightenings of domain {added.Product?.Domain} are in force. End some first, or put more rules into one."
            : owners.Count >= PolicyBounds.TighteningsOfOwners ? "No further tightening of an owner can be served now. Ask the security seat to tighten."
            : null;
    }
}
