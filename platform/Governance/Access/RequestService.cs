using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Profiles;
using MeshStarter.Contracts.Registration;
using MeshStarter.Governance.Policies;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Polling;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Explanations;
using MeshStarter.Policy.Grants;
using MeshStarter.Policy.Rules;
using MeshStarter.ServiceDefaults.Problems;
using Npgsql;

namespace MeshStarter.Governance.Access;

/// <summary>Takes requests for access, and the decisions about them.</summary>
internal sealed class RequestService(
    NpgsqlDataSource database, AccessTrail trail, AccessStore store, ProductContracts contracts, BundleSource bundles, GrantSignal signal, SteadyClock clock)
{
    private const int MostProducts = 20;
    private const int MostColumns = 1_000;
    private const int MostOpenRequests = 100;
    private const int MostGrants = 16;
    private const string Pii = "pii";

    /// <summary>Adds a request for each product, all or none.</summary>
    public async Task<IReadOnlyList<AccessRequest>> RequestAsync(Principal caller, AccessRequestForm form, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        var until = form.Until ?? now + AccessDuration.Default;
        var products = form.Products.Distinct().ToList();
        var wrong = products.Count is 0 or > MostProducts ? $"products: must name 1 to {MostProducts} products."
            : form.Columns is { Count: 0 or > MostColumns } ? $"columns: must name 1 to {MostColumns} columns, or be left out for all."
            : form.Columns is not null && products.Count > 1 ? "columns: are of one product. Ask for the products one by one, or leave the columns out for all."
            : AccessText.Problem("purpose", form.Purpose, "what the data is for") ?? AccessDuration.Problem(until, now);
        if (wrong is not null)
        {
            throw new RequestRefusedException(GovernanceProblems.BadRequest(wrong));
        }

        var requests = new List<AccessRequest>(products.Count);
        foreach (var product in products)
        {
            requests.Add(await PrepareAsync(caller, product, form.Columns, form.Purpose.Trim(), until, renews: null, now, cancellationToken));
        }

        return await AddAsync(caller, requests, cancellationToken);
    }

    /// <summary>Asks for a grant of one's own to go on: a request like the first, decided again.</summary>
    public async Task<IReadOnlyList<AccessRequest>> RenewAsync(Principal caller, Guid id, AccessRenewalForm form, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        if (await store.FindGrantAsync(id, now, cancellationToken) is not { } grant || !GrantService.IsOwn(caller, grant))
        {
            throw new RequestRefusedException(AccessProblems.None("grant", id));
        }

        var state = grant.State == AccessState.Expired && await store.IsSuspendedAsync(grant.Principal, cancellationToken) ? AccessState.Suspended : grant.State;
        if (state is AccessState.Revoked or AccessState.Suspended)
        {
            throw new RequestRefusedException(AccessProblems.Conflict($"Grant {id} is {WireNames.Of(state)} and is not renewed. Ask again: POST /access/requests."));
        }

        var length = grant.Until - grant.GrantedAt;
        var until = form.Until ?? AccessDuration.Within((grant.Until > now ? grant.Until : now) + length, now);
        var purpose = form.Purpose ?? grant.Purpose;
        if ((AccessText.Problem("purpose", purpose, "what the data is for") ?? AccessDuration.Problem(until, now)) is { } wrong)
        {
            throw new RequestRefusedException(GovernanceProblems.BadRequest(wrong));
        }

        var columns = grant.AllColumns ? null : grant.Columns.Select(column => column.Name).ToList();
        return await AddAsync(caller, [await PrepareAsync(caller, grant.Product, columns, purpose.Trim(), until, id, now, cancellationToken)], cancellationToken);
    }

    /// <summary>Approves or declines a request in the caller's seat. Once every seat has approved, it becomes a grant.</summary>
    public async Task<AccessRequest> DecideAsync(
        Principal caller, Guid id, AccessDecisionForm form, bool approve, Func<AccessRequest, bool> mayKnow, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        AccessText.Require("reason", form.Reason, "why");
        if (await store.FindRequestAsync(id, now, cancellationToken) is not { } known || !mayKnow(known))
        {
            throw new RequestRefusedException(AccessProblems.None("request", id));
        }

        if (form.Until is { } end && (!approve || end > known.Until || end <= now))
        {
            throw new RequestRefusedException(GovernanceProblems.BadRequest($"until: goes with an approval, and may only be earlier than {known.Until:u}, which was requested."));
        }

        if (AccessSeats.Of(caller, known.Product).Count == 0 || AccessSeats.IsOwn(caller, known.Principal, known.IsService))
        {
            throw await RefuseAsync(caller, known, approve, transaction: null, cancellationToken);
        }

        // The contract is read before the request is locked: what was approved is the contract of now.
        var majorVersions = approve ? await contracts.MajorVersionsAsync(known.Product, cancellationToken) : [];
        if (approve && majorVersions.Count == 0)
        {
            throw new RequestRefusedException(AccessProblems.Conflict($"{known.Product} is not there any more. Decline the request."));
        }

        await using var transaction = await AccessTransaction.BeginAsync(database, cancellationToken);
        var request = (await transaction.FindRequestAsync(id, now, cancellationToken))!;
        if (request.State != AccessState.Requested)
        {
            throw new RequestRefusedException(AccessProblems.NotOpen(request));
        }

        var columns = Columns(majorVersions, request.Columns);
        var personal = PersonalColumns(columns);
        var needsSecurity = request.NeedsSecurity || personal.Count > 0;
        if (AccessSeats.Next(caller, request with { NeedsSecurity = needsSecurity }) is not { } seat)
        {
            throw await RefuseAsync(caller, request, approve, transaction, cancellationToken);
        }

        await transaction.DecideAsync(request, new AccessDecision(seat, caller.Subject, approve, form.Reason.Trim(), now), form.Until, personal, needsSecurity, cancellationToken);
        await transaction.RecordAsync(trail.Permitted(caller, request.Product, AuditActions.AccessDecide,
            $"{(approve ? "Approved" : "Declined")} request {id} of {request.Principal} as {WireNames.Of(seat)}: {form.Reason.Trim()}"), cancellationToken);
        if (!approve)
        {
            await transaction.DeclineAsync(id, cancellationToken);
        }
        else if ((seat == AccessSeat.Owner || Has(request, AccessSeat.Owner)) && (!needsSecurity || seat == AccessSeat.Security || Has(request, AccessSeat.Security)))
        {
            // Security decided about the columns of then.
            var unseen = seat == AccessSeat.Security ? [] : personal.Except(await transaction.ApprovedPersonalColumnsAsync(id, cancellationToken), StringComparer.OrdinalIgnoreCase).ToList();
            if (unseen.Count > 0)
            {
                throw new RequestRefusedException(AccessProblems.Conflict($"Since the security seat approved request {id}, these columns of {request.Product} have personal data: {string.Join(", ", unseen)}. Decline the request; who needs them asks again, and security decides about them."));
            }

            await GrantAsync(transaction, caller, request, columns, majorVersions, now, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        signal.Pulse();
        return (await store.FindRequestAsync(id, now, cancellationToken))!;
    }

    private async Task GrantAsync(
        AccessTransaction transaction, Principal caller, AccessRequest request, IReadOnlyList<TaggedColumn> columns, IReadOnlyList<ProductDetails> majorVersions, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var until = await transaction.EarliestEndAsync(request.Id, cancellationToken) is { } earlier && earlier < request.Until ? earlier : request.Until;
        if (await transaction.GrantsAsync(request, now, cancellationToken) >= MostGrants)
        {
            throw new RequestRefusedException(AccessProblems.Conflict($"{request.Principal} has {MostGrants} grants of {request.Product}. Revoke those that are not needed first."));
        }

        var terms = new GrantTerms
        {
            Id = Guid.CreateVersion7(now),
            Principal = request.Principal,
            IsService = request.IsService,
            Product = request.Product,
            AllColumns = request.Columns is null,
            Columns = columns,
            MajorVersions = [.. majorVersions.Select(major => major.Version.Major)],
            Until = until,
        };
        await transaction.GrantAsync(request, terms, now, cancellationToken);
        await transaction.RecordAsync(trail.Permitted(caller, request.Product, AuditActions.AccessDecide,
            $"Granted {request.Principal} access to {request.Product} until {until:u} (grant {terms.Id}, {(terms.AllColumns ? "all columns" : string.Join(", ", terms.Columns.Select(column => column.Name)))}): {request.Purpose}") with
        { Columns = [.. terms.Columns.Select(column => column.Name)] }, cancellationToken);
    }

    /// <summary>Withdraws a request, as who asked.</summary>
    public async Task<AccessRequest> WithdrawAsync(Principal caller, Guid id, AccessDecisionForm form, Func<AccessRequest, bool> mayKnow, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        AccessText.Require("reason", form.Reason, "why");
        if (await store.FindRequestAsync(id, now, cancellationToken) is not { } known || !mayKnow(known))
        {
            throw new RequestRefusedException(AccessProblems.None("request", id));
        }

        if (!AccessSeats.IsOwn(caller, known.Principal, known.IsService))
        {
            const string Refusal = "A request is withdrawn by who asked; those who decide about it decline it.";
            throw await trail.ForbidAsync(caller, known.Product, AuditActions.AccessRequest, Refusal, cancellationToken, $"May not withdraw request {id} of {known.Principal}. ");
        }

        await using var transaction = await AccessTransaction.BeginAsync(database, cancellationToken);
        var request = (await transaction.FindRequestAsync(id, now, cancellationToken))!;
        if (request.State != AccessState.Requested)
        {
            throw new RequestRefusedException(AccessProblems.NotOpen(request));
        }

        await transaction.WithdrawAsync(id, cancellationToken);
        await transaction.RecordAsync(trail.Permitted(caller, request.Product, AuditActions.AccessRequest, $"Withdrew request {id}: {form.Reason.Trim()}") with { Columns = request.Columns }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (await store.FindRequestAsync(id, now, cancellationToken))!;
    }

    private async Task<AccessRequest> PrepareAsync(
        Principal caller, DataProductId product, IReadOnlyList<string>? columns, string purpose, DateTimeOffset until, Guid? renews, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var grants = GrantSet.Of(await store.InForceAsync(caller.Subject, product, now, cancellationToken));
        var rules = bundles.Current.Rules.With(grants, now);
        bool MayDiscover(ProductDetails major) => PolicyEngine.Decide(rules, caller, PolicyAction.Discover, contracts.ResourceOf(major)).Permit;
        var majorVersions = await contracts.MajorVersionsAsync(product, cancellationToken);
        if (majorVersions.Count == 0 || !MayDiscover(majorVersions[0]))
        {
            // The record says more than the answer: auditors see what was looked for.
            await trail.RefusedAsync(caller, product, AuditActions.AccessRequest, "There is no such product that the caller may discover.", cancellationToken);
            throw new RequestRefusedException(AccessProblems.NoProduct(product.ToString()));
        }

        // The answer would show columns of a major version that the caller may not know of.
        majorVersions = [.. majorVersions.Where(MayDiscover)];
        bool HasColumn(string column) => majorVersions.Any(major => major.Schema.Any(known => known.Name == column));
        if (renews is not null && columns?.Where(HasColumn).ToList() is { Count: > 0 } left)
        {
            // A column that the product has no longer does not go on.
            columns = left;
        }

        if (columns?.FirstOrDefault(column => !HasColumn(column)) is { } missing)
        {
            throw new RequestRefusedException(GovernanceProblems.BadRequest($"columns: {product} has no column {Quoted.Text(missing)}; it has {string.Join(", ", majorVersions[0].Schema.Select(column => column.Name))}."));
        }

        if (renews is null && columns?.Select(column => StaysMasked(rules, caller, majorVersions, column)).FirstOrDefault(column => column is not null) is { } masked)
        {
            throw new RequestRefusedException(GovernanceProblems.BadRequest($"columns: {masked.Name} of {product} is masked by rule {masked.Rule}, and no grant shows it. Ask without it, or ask the owner about the rule."));
        }

        return new AccessRequest
        {
            Id = Guid.CreateVersion7(now),
            Principal = caller.Subject,
            PrincipalDomain = caller.Domain,
            IsService = AccessSeats.IsService(caller),
            Product = product,
            Columns = columns is null ? null : [.. columns.Distinct(StringComparer.Ordinal)],
            Purpose = purpose,
            // As the database keeps it: an approval may name the end that this answer has.
            Until = until.AddTicks(-(until.Ticks % TimeSpan.TicksPerMicrosecond)),
            State = AccessState.Requested,
            NeedsSecurity = PersonalColumns(Columns(majorVersions, columns)).Count > 0,
            Renews = renews,
            RequestedAt = now,
        };
    }

    // To who reads the product already, a grant of such a column gives nothing.
    private ReaderColumn? StaysMasked(PolicyBundle rules, Principal caller, IReadOnlyList<ProductDetails> majorVersions, string name)
    {
        var views = majorVersions.Select(major => PolicyExplanation.ViewOf(rules, caller, contracts.ResourceOf(major))).ToList();
        var columns = views.SelectMany(view => view.Columns).Where(column => column.Name == name).ToList();
        return views.TrueForAll(view => view.MayRead) && columns.TrueForAll(column => column is { Mask: not null, LiftedByGrant: false }) ? columns[0] : null;
    }

    private async Task<IReadOnlyList<AccessRequest>> AddAsync(Principal caller, IReadOnlyList<AccessRequest> requests, CancellationToken cancellationToken)
    {
        await using var transaction = await AccessTransaction.BeginAsync(database, cancellationToken);
        if (await transaction.OpenRequestsAsync(caller, clock.Now, cancellationToken) + requests.Count > MostOpenRequests)
        {
            throw new RequestRefusedException(AccessProblems.Conflict($"At most {MostOpenRequests} of your requests can wait for a decision. Ask again when some are decided."));
        }

        foreach (var request in requests)
        {
            await transaction.LapseAsync(request, cancellationToken);
            if (!await transaction.AddRequestAsync(request, cancellationToken))
            {
                throw new RequestRefusedException(AccessProblems.Conflict($"You have asked for {request.Product} already, and it is not decided: GET /access/requests?product={request.Product}."));
            }

            await transaction.RecordAsync(trail.Permitted(caller, request.Product, AuditActions.AccessRequest,
                $"Asked for access until {request.Until:u} (request {request.Id}, {(request.Columns is null ? "all columns" : string.Join(", ", request.Columns))}): {request.Purpose}") with
            { Columns = request.Columns }, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return requests;
    }

    // With the request locked the record is of the transaction: those that wait for the lock may have all connections.
    private async Task<RequestRefusedException> RefuseAsync(Principal caller, AccessRequest request, bool approve, AccessTransaction? transaction, CancellationToken cancellationToken)
    {
        var reason = AccessSeats.IsOwn(caller, request.Principal, request.IsService) ? "The principal of a request does not decide about it."
            : request.Decisions.Any(decision => decision.By == caller.Subject) ? "You have decided about this request; another person decides in the other seat."
            : $"A person of domain {request.Product.Domain} with the role owner decides{(request.NeedsSecurity ? ", and one with the role security alongside them, because it is about personal data" : "")}.";
        var text = $"May not {(approve ? "approve" : "decline")} request {request.Id}. {reason}";
        if (transaction is null)
        {
            await trail.RefusedAsync(caller, request.Product, AuditActions.AccessDecide, text, cancellationToken);
        }
        else
        {
            await transaction.RecordAsync(trail.Refused(caller, request.Product, AuditActions.AccessDecide, text), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return new RequestRefusedException(GovernanceProblems.Forbidden(reason));
    }

    // The columns of all major versions that can be read, each with all its tags in force.
    private IReadOnlyList<TaggedColumn> Columns(IReadOnlyList<ProductDetails> majorVersions, IReadOnlyList<string>? names) =>
    [
        .. majorVersions.SelectMany(major => contracts.ResourceOf(major).InForce(bundles.Current.Rules).Columns)
            .Where(column => names is null || names.Contains(column.Name, StringComparer.OrdinalIgnoreCase))
            .GroupBy(column => column.Name, StringComparer.OrdinalIgnoreCase)
            .Select(column => new TaggedColumn(column.Key, [.. column.SelectMany(each => each.Tags).Distinct(StringComparer.Ordinal)])),
    ];

    private static IReadOnlyList<string> PersonalColumns(IEnumerable<TaggedColumn> columns) => [.. columns.Where(column => column.Tags.Any(tag => ColumnTag.Covers(Pii, tag))).Select(column => column.Name)];

    private static bool Has(AccessRequest request, AccessSeat seat) => request.Decisions.Any(decision => decision.Seat == seat && decision.Approved);
}
