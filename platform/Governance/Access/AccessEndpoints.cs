using System.Globalization;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Governance.Rights;
using MeshStarter.Platform.Enforcement.Polling;
using MeshStarter.Policy.Decisions;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Outgoing;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Governance.Access;

/// <summary>Requests for access, the grants that they become, and who sees what by them.</summary>
internal static class AccessEndpoints
{
    public const int DefaultLimit = 100;
    private const int LargestLimit = 1_000;
    private const long BodyLimitBytes = 256 * 1024;

    public static void AddAccess(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddServiceClient(PlatformServices.Catalog);
        services.AddSingleton<SteadyClock>();
        services.AddSingleton<ProductContracts>();
        services.AddSingleton<AccessStore>();
        services.AddSingleton<AccessVisibility>();
        services.AddSingleton<AccessTrail>();
        services.AddSingleton<RequestService>();
        services.AddSingleton<GrantService>();
        services.AddSingleton<GrantSignal>();
        services.AddSingleton<EffectiveReader>();
        services.AddSingleton(new TableRights(role => $"""
            GRANT SELECT, INSERT, UPDATE ON access_requests, access_decisions, access_grants, access_revision TO {role};
            GRANT SELECT, INSERT, DELETE ON access_suspensions TO {role};
            """));
        services.AddHostedService<GrantListener>();
    }

    public static void MapAccess(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/access").WithTags("Access").WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(BodyLimitBytes)).AddEndpointFilter<RefusalFilter>();
        group.MapGet("/requests", RequestsAsync).WithQueryParameters().WithName("ListAccessRequests").WithSummary("The caller's requests, and those for products whose access the caller oversees; with to_decide=true those that the caller may decide about");
        group.MapGet("/requests/{id:guid}", RequestAsync).WithName("FindAccessRequest").WithSummary("A request for access");
        group.MapPost("/requests", AskAsync).WithName("RequestAccess").WithSummary("Ask for access to one or several products");
        group.MapPost("/requests/{id:guid}/approve", ApproveAsync).WithName("ApproveAccess").WithSummary("Approve a request, as owner or security seat");
        group.MapPost("/requests/{id:guid}/decline", DeclineAsync).WithName("DeclineAccess").WithSummary("Decline a request, as owner or security seat");
        group.MapPost("/requests/{id:guid}/withdraw", WithdrawAsync).WithName("WithdrawAccessRequest").WithSummary("Withdraw a request, as who asked");
        group.MapGet("/grants", GrantsAsync).WithQueryParameters().WithName("ListAccessGrants").WithSummary("The caller's grants, and those of products whose access the caller oversees");
        group.MapGet("/grants/{id:guid}", GrantAsync).WithName("FindAccessGrant").WithSummary("A grant");
        group.MapPost("/grants/{id:guid}/revoke", RevokeAsync).WithName("RevokeAccess").WithSummary("Take a grant back");
        group.MapPost("/grants/{id:guid}/renew", RenewAsync).WithName("RenewAccess").WithSummary("Ask for a grant to go on");
        group.MapGet("/suspensions", SuspensionsAsync).WithName("ListSuspensions").WithSummary("The suspended principals");
        group.MapPost("/principals/{principal}/suspend", SuspendAsync).WithName("SuspendPrincipal").WithSummary("Suspend all grants of a person or service");
        group.MapPost("/principals/{principal}/resume", ResumeAsync).WithName("ResumePrincipal").WithSummary("End a suspension");
        group.MapGrantChanges();
        group.MapEffective();
        group.MapProductGrants();
    }

    private static async Task<Ok<AccessPage<AccessRequest>>> RequestsAsync(
        HttpContext http, AccessStore store, AccessVisibility visibility, SteadyClock clock, CancellationToken cancellationToken,
        string? product = null, string? principal = null, bool to_decide = false, bool mine = false, string? before = null, int limit = DefaultLimit)
    {
        var caller = http.User.ToPrincipal();
        var filter = Filter(caller, mine ? [] : await visibility.VisibleAsync(caller, cancellationToken), product, principal, before, limit);
        List<(long Position, AccessRequest Request)> items = [];
        var now = clock.Now;
        while (true)
        {
            var (page, next) = await store.RequestsAsync(filter, to_decide, now, cancellationToken);
            // Those that others must decide about are left out.
            items.AddRange(page.Select(item => (item.Position, Request: item.Request with { MayDecide = AccessSeats.Next(caller, item.Request) is not null })).Where(item => !to_decide || item.Request.MayDecide));
            if (next is null || items.Count >= limit)
            {
                var last = items.Count > limit ? items[limit - 1].Position : next;
                return TypedResults.Ok(new AccessPage<AccessRequest>([.. items.Take(limit).Select(item => item.Request)], last?.ToString(CultureInfo.InvariantCulture)));
            }

            filter = filter with { Before = next };
        }
    }

    private static async Task<Results<Ok<AccessRequest>, ProblemHttpResult>> RequestAsync(
        Guid id, HttpContext http, AccessStore store, AccessVisibility visibility, SteadyClock clock, CancellationToken cancellationToken)
    {
        var caller = http.User.ToPrincipal();
        return await store.FindRequestAsync(id, clock.Now, cancellationToken) is { } request && MayKnow(caller, visibility, request)
            ? TypedResults.Ok(request with { MayDecide = AccessSeats.Next(caller, request) is not null })
            : AccessProblems.None("request", id);
    }

    private static async Task<Created<ItemList<AccessRequest>>> AskAsync(AccessRequestForm form, HttpContext http, RequestService service, CancellationToken cancellationToken) =>
        TypedResults.Created((string?)null, new ItemList<AccessRequest>(await service.RequestAsync(http.User.ToPrincipal(), form, cancellationToken)));

    private static Task<Ok<AccessRequest>> ApproveAsync(
        Guid id, AccessDecisionForm form, HttpContext http, RequestService service, AccessVisibility visibility, CancellationToken cancellationToken) =>
        DecideAsync(id, form, approve: true, http, service, visibility, cancellationToken);

    private static Task<Ok<AccessRequest>> DeclineAsync(
        Guid id, AccessDecisionForm form, HttpContext http, RequestService service, AccessVisibility visibility, CancellationToken cancellationToken) =>
        DecideAsync(id, form, approve: false, http, service, visibility, cancellationToken);

    private static async Task<Ok<AccessRequest>> DecideAsync(
        Guid id, AccessDecisionForm form, bool approve, HttpContext http, RequestService service, AccessVisibility visibility, CancellationToken cancellationToken)
    {
        var caller = http.User.ToPrincipal();
        return TypedResults.Ok(await service.DecideAsync(caller, id, form, approve, each => MayKnow(caller, visibility, each), cancellationToken));
    }

    private static async Task<Ok<AccessRequest>> WithdrawAsync(
        Guid id, AccessDecisionForm form, HttpContext http, RequestService service, AccessVisibility visibility, CancellationToken cancellationToken)
    {
        var caller = http.User.ToPrincipal();
        return TypedResults.Ok(await service.WithdrawAsync(caller, id, form, each => MayKnow(caller, visibility, each), cancellationToken));
    }

    private static async Task<Ok<AccessPage<AccessGrant>>> GrantsAsync(
        HttpContext http, AccessStore store, AccessVisibility visibility, AccessTrail trail, SteadyClock clock, CancellationToken cancellationToken,
        string? product = null, string? principal = null, bool mine = false, bool? in_force = null, string? before = null, int limit = DefaultLimit)
    {
        var caller = http.User.ToPrincipal();
        var filter = Filter(caller, mine ? [] : await visibility.VisibleAsync(caller, cancellationToken), product, principal, before, limit);
        var page = await PageAsync(caller, filter with { InForce = in_force }, store, clock, cancellationToken);
        await trail.GrantsReadAsync(caller, page.Items.Where(grant => !GrantService.IsOwn(caller, grant)).Select(grant => grant.Product).Distinct(), cancellationToken);
        return TypedResults.Ok(page);
    }

    /// <summary>A page of grants, each with whether the caller may take it back.</summary>
    public static async Task<AccessPage<AccessGrant>> PageAsync(Principal caller, AccessFilter filter, AccessStore store, SteadyClock clock, CancellationToken cancellationToken)
    {
        var (items, next) = await store.GrantsAsync(filter, clock.Now, cancellationToken);
        return new AccessPage<AccessGrant>([.. items.Select(grant => grant with { MayRevoke = MayRevoke(caller, grant) })], next?.ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<Results<Ok<AccessGrant>, ProblemHttpResult>> GrantAsync(
        Guid id, HttpContext http, AccessStore store, AccessVisibility visibility, AccessTrail trail, SteadyClock clock, CancellationToken cancellationToken)
    {
        var caller = http.User.ToPrincipal();
        if (await store.FindGrantAsync(id, clock.Now, cancellationToken) is not { } grant || !(GrantService.IsOwn(caller, grant) || visibility.Sees(caller, grant.Product)))
        {
            return AccessProblems.None("grant", id);
        }

        if (!GrantService.IsOwn(caller, grant))
        {
            await trail.GrantsReadAsync(caller, [grant.Product], cancellationToken);
        }

        return TypedResults.Ok(grant with { MayRevoke = MayRevoke(caller, grant) });
    }

    private static async Task<Ok<AccessGrant>> RevokeAsync(
        Guid id, AccessDecisionForm form, HttpContext http, GrantService service, AccessVisibility visibility, CancellationToken cancellationToken)
    {
        var caller = http.User.ToPrincipal();
        return TypedResults.Ok(await service.RevokeAsync(caller, id, form, each => visibility.Sees(caller, each.Product), cancellationToken));
    }

    private static async Task<Created<ItemList<AccessRequest>>> RenewAsync(Guid id, AccessRenewalForm form, HttpContext http, RequestService service, CancellationToken cancellationToken) =>
        TypedResults.Created((string?)null, new ItemList<AccessRequest>(await service.RenewAsync(http.User.ToPrincipal(), id, form, cancellationToken)));

    private static async Task<Ok<ItemList<PrincipalSuspension>>> SuspensionsAsync(HttpContext http, AccessStore store, AccessVisibility visibility, CancellationToken cancellationToken)
    {
        var caller = http.User.ToPrincipal();
        var all = await store.SuspensionsAsync(cancellationToken);
        return TypedResults.Ok(new ItemList<PrincipalSuspension>(visibility.SeesAll(caller) ? all : [.. all.Where(each => each.Principal == caller.Subject)]));
    }

    private static Task<NoContent> SuspendAsync(string principal, AccessDecisionForm form, HttpContext http, GrantService service, CancellationToken cancellationToken) =>
        SetSuspendedAsync(principal, form, isSuspended: true, http, service, cancellationToken);

    private static Task<NoContent> ResumeAsync(string principal, AccessDecisionForm form, HttpContext http, GrantService service, CancellationToken cancellationToken) =>
        SetSuspendedAsync(principal, form, isSuspended: false, http, service, cancellationToken);

    private static async Task<NoContent> SetSuspendedAsync(
        string principal, AccessDecisionForm form, bool isSuspended, HttpContext http, GrantService service, CancellationToken cancellationToken)
    {
        await service.SuspendAsync(http.User.ToPrincipal(), Unescaped(principal), form, isSuspended, cancellationToken);
        return TypedResults.NoContent();
    }

    // The server leaves an escaped slash in a path as it is. A principal of some identity providers is an address.
    private static string Unescaped(string principal) => principal.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    private static bool MayKnow(Principal caller, AccessVisibility visibility, AccessRequest request) =>
        AccessSeats.IsOwn(caller, request.Principal, request.IsService) || visibility.Sees(caller, request.Product);

    private static bool MayRevoke(Principal caller, AccessGrant grant) =>
        grant.State is AccessState.Active or AccessState.Expiring or AccessState.Suspended && GrantService.MayRevoke(caller, grant);

    /// <summary>The filter of a query string.</summary>
    /// <exception cref="RequestRefusedException">A value cannot be used.</exception>
    public static AccessFilter Filter(Principal caller, string[]? visible, string? product, string? principal, string? before, int limit)
    {
        if (limit is < 1 or > LargestLimit)
        {
            throw new RequestRefusedException(GovernanceProblems.BadRequest($"limit: must be between 1 and {LargestLimit}."));
        }

        DataProductId? id = null;
        if (product is { Length: > 0 })
        {
            if (!DataProductId.TryParse(product, out var parsed, out var wrong))
            {
                throw new RequestRefusedException(GovernanceProblems.BadRequest($"product: {wrong}"));
            }

            id = parsed;
        }

        long position = 0;
        return before is { Length: > 0 } && !long.TryParse(before, NumberStyles.None, CultureInfo.InvariantCulture, out position)
            ? throw new RequestRefusedException(GovernanceProblems.BadRequest("before: must be the next of a page before, or be left out."))
            : new AccessFilter(caller.Subject, AccessSeats.IsService(caller), visible, id, string.IsNullOrEmpty(principal) ? null : principal, before is { Length: > 0 } ? position : null, limit);
    }
}
