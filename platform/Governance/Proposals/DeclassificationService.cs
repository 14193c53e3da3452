using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Governance.Access;
using MeshStarter.Governance.Policies;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Polling;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;
using MeshStarter.ServiceDefaults.Database;
using MeshStarter.ServiceDefaults.Problems;
using Npgsql;

namespace MeshStarter.Governance.Proposals;

/// <summary>Takes requests to declassify from owners; the security seat decides, never about a request of its own person.</summary>
internal sealed class DeclassificationService(NpgsqlDataSource database, AccessTrail trail, PolicyStore policies, ProductContracts contracts, PolicyClock policyClock, SteadyClock clock)
{
    private const int MostColumns = 1_000;
    private const int MostWaiting = 50;

    public async Task<DeclassificationRequest> RequestAsync(Principal caller, DeclassificationForm form, CancellationToken cancellationToken)
    {
        var wrong = AccessText.Problem("reason", form.Reason, "why the data no longer needs it")
            ?? (form.Columns is { Count: 0 or > MostColumns } ? $"columns: must name 1 to {MostColumns} columns, or be left out for the classification." : null);
        if (wrong is not null)
        {
            throw new RequestRefusedException(GovernanceProblems.BadRequest(wrong));
        }

        if (!AccessSeats.IsOwner(caller, form.Product))
        {
            throw await trail.ForbidAsync(caller, form.Product, AuditActions.Declassify, $"People of domain {form.Product.Domain} with the role owner ask to declassify {form.Product}.", cancellationToken);
        }

        if (await contracts.MajorVersionsAsync(form.Product, cancellationToken) is not { Count: > 0 } majorVersions)
        {
            throw new RequestRefusedException(AccessProblems.NoProduct(form.Product.ToString()));
        }

        if (Registered(majorVersions, form.Version) is not { } product)
        {
            throw new RequestRefusedException(GovernanceProblems.BadRequest($"version: {Unregistered(form.Product, form.Version)}"));
        }

        if (form.Columns?.FirstOrDefault(column => product.Schema.All(known => !string.Equals(known.Name, column, StringComparison.OrdinalIgnoreCase))) is { } missing)
        {
            throw new RequestRefusedException(GovernanceProblems.BadRequest($"columns: {new ProductReference(form.Product, form.Version.Major)} has no column {Quoted.Text(missing)}."));
        }

        var (id, now) = (Guid.CreateVersion7(clock.Now), clock.Now);
        await using var transaction = await PolicyTransaction.BeginAsync(database, cancellationToken);
        if (await transaction.Transaction.FirstAsync<int>(
            "SELECT count(*) FROM policy_declassifications WHERE state = 'requested' AND split_part(product, '.', 1) = @Domain", new { form.Product.Domain }, cancellationToken) >= MostWaiting)
        {
            throw new RequestRefusedException(PolicyProblems.Conflict($"{MostWaiting} requests of domain {form.Product.Domain} to declassify wait for the security seat."));
        }

        await transaction.ExecuteAsync(
            """
            INSERT INTO policy_declassifications (id, product, version, columns, reason, requested_by, requested_at, state)
            VALUES (@id, @product, @version, @columns, @reason, @Subject, @now, 'requested')
            """,
            new { id, product = form.Product.ToString(), version = form.Version.ToString(), columns = form.Columns?.ToArray(), reason = form.Reason.Trim(), caller.Subject, now = now.UtcDateTime },
            cancellationToken);
        await transaction.RecordAsync(trail.Permitted(caller, form.Product, AuditActions.Declassify, $"Asked to declassify {What(form.Product, form.Version, form.Columns)} (request {id}): {form.Reason.Trim()}"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (await policies.FindDeclassificationAsync(id, cancellationToken))!;
    }

    public async Task<DeclassificationRequest> DecideAsync(
        Principal caller, Guid id, AccessDecisionForm form, bool approve, Func<DeclassificationRequest, bool> maySee, CancellationToken cancellationToken)
    {
        AccessText.Require("reason", form.Reason, "why");
        if (await policies.FindDeclassificationAsync(id, cancellationToken) is not { } known || !maySee(known))
        {
            throw new RequestRefusedException(PolicyProblems.None("declassification", id));
        }

        if (!AccessSeats.IsSecurity(caller) || known.RequestedBy == caller.Subject)
        {
            throw await trail.ForbidAsync(caller, known.Product, AuditActions.Declassify, "People with the role security decide about declassifications, and not about their own requests.", cancellationToken);
        }

        if (approve && Registered(await contracts.MajorVersionsAsync(known.Product, cancellationToken), known.Version) is null)
        {
            throw new RequestRefusedException(PolicyProblems.Conflict(Unregistered(known.Product, known.Version)));
        }

        try
        {
            await using var transaction = await PolicyTransaction.BeginAsync(database, cancellationToken);
            if (await transaction.ExecuteAsync(
                "UPDATE policy_declassifications SET state = @state, decided_by = @Subject, decision = @decision, decided_at = @now WHERE id = @id AND state = 'requested'",
                new { id, state = approve ? "approved" : "declined", caller.Subject, decision = form.Reason.Trim(), now = clock.Now.UtcDateTime },
                cancellationToken) == 0)
            {
                throw new RequestRefusedException(PolicyProblems.Conflict($"Declassification {id} is {WireNames.Of(known.State)}: it was decided before."));
            }

            await transaction.RecordAsync(
                trail.Permitted(caller, known.Product, AuditActions.Declassify, $"{(approve ? "Approved" : "Declined")} to declassify {What(known.Product, known.Version, known.Columns)} (request {id} of {known.RequestedBy}): {form.Reason.Trim()}"), cancellationToken);
            if (approve)
            {
                await transaction.RaiseRevisionAsync(cancellationToken);
                var served = (await transaction.ServedAsync(cancellationToken))!;
                if (served.Declassifications.Count > PolicyBounds.MostDecided || served.CharactersOfDeclassifications > PolicyBounds.CharactersOfDecided)
                {
                    throw new RequestRefusedException(PolicyProblems.Conflict("As many declassifications are in force by decision as there is room for. Propose this one as an entry of declassify in the rules."));
                }

                // What could not be served is not approved.
                _ = served.ToBundle();
            }

            await transaction.CommitAsync(cancellationToken);
        }
        catch (PolicyFormatException refused)
        {
            throw new RequestRefusedException(PolicyProblems.Invalid(refused));
        }

        await policyClock.LoadAsync(cancellationToken);
        return (await policies.FindDeclassificationAsync(id, cancellationToken))!;
    }

    // What a version declares is not known before it is registered: who approves it ahead approves whatever its owner then writes.
    private static ProductDetails? Registered(IReadOnlyList<ProductDetails> majorVersions, ProductVersion version) =>
        majorVersions.FirstOrDefault(major => major.Version.Major == version.Major && major.Version >= version);

    private static string Unregistered(DataProductId product, ProductVersion version) =>
        $"Version {version} of {product} is not registered, or its major version is retired. Register it first: what earlier versions declare stays in force until the declassification is approved.";

    private static string What(DataProductId product, ProductVersion version, IReadOnlyList<string>? columns) => $"{(columns is null ? "the classification" : string.Join(", ", columns))} of {product} from version {version}";
}
