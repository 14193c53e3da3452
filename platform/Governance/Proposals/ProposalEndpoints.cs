using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Governance.Access;
using MeshStarter.Governance.Policies;
using MeshStarter.Platform.Enforcement.Polling;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Governance.Proposals;

/// <summary>Proposals to change the rules and votes about them; tightenings at once; declassifications.</summary>
internal static class ProposalEndpoints
{
    private const int DefaultLimit = 100;
    private const int LargestLimit = 500;
    private const int BodyLimitBytes = 1024 * 1024;
    // A client that sends more gets an answer; beyond it the connection is closed.
    private const int ReadLimitBytes = 32 * 1024 * 1024;

    public static void AddProposals(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<ProposalStore>();
        services.AddSingleton<SeatReader>();
        services.AddSingleton<CatalogInputs>();
        services.AddSingleton<DryRunService>();
        services.AddSingleton<ProposalDrafts>();
        services.AddSingleton<ProposalService>();
        services.AddSingleton<ProposalView>();
        services.AddSingleton<DiscoverableProducts>();
        services.AddSingleton<ServedView>();
        services.AddSingleton<SeatView>();
        services.AddSingleton<TighteningService>();
        services.AddSingleton<DeclassificationService>();
        services.AddSingleton<PolicyClock>();
        services.AddHostedService(provider => provider.GetRequiredService<PolicyClock>());
    }

    public static void MapProposals(this IEndpointRouteBuilder routes)
    {
        var proposals = routes.MapGroup("/proposals").WithTags("Proposals").WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(ReadLimitBytes)).AddEndpointFilter<RefusalFilter>();
        proposals.MapGet("", ListAsync).WithQueryParameters().WithName("ListProposals").WithSummary("Proposals to change the rules, newest first");
        proposals.MapPost("", ProposeAsync).WithQueryParameters().WithName("Propose").WithSummary("Propose to change the rules, in YAML: rules that are added, changed and removed, or the whole text (?reason=)");
        proposals.MapGet("/{id:guid}", FindAsync).WithName("FindProposal").WithSummary("A proposal with its text, its difference, its dry run and its votes");
        proposals.MapPut("/{id:guid}", EditAsync).WithQueryParameters().WithName("EditProposal").WithSummary("Replace the text of a proposal, as its author; votes so far are void");
        proposals.MapPost("/{id:guid}/votes", VoteAsync).WithName("Vote").WithSummary("Vote about a proposal, for the text and the base that were read");
        proposals.MapPost("/{id:guid}/withdraw", WithdrawAsync).WithName("WithdrawProposal").WithSummary("Take a proposal back, as its author");
        proposals.MapPost("/{id:guid}/dry-run", RunAsync).WithName("DryRunProposal").WithSummary("Work out again what an open proposal would change");

        var policy = routes.MapGroup("/policy").WithTags("Policies").WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(BodyLimitBytes)).AddEndpointFilter<RefusalFilter>();
        policy.MapGet("/tightenings", TighteningsAsync).WithName("ListTightenings").WithSummary("What was tightened at once, newest first");
        policy.MapPost("/tightenings", TightenAsync).WithName("Tighten").WithSummary("Take from readers at once, for 72 hours at most: as owner for a product, as security seat for all");
        policy.MapPost("/tightenings/{id:guid}/end", EndAsync).WithName("EndTightening").WithSummary("End a tightening before its time");
        policy.MapGet("/declassifications", DeclassificationsAsync).WithName("ListDeclassifications").WithSummary("Requests to declassify, newest first");
        policy.MapPost("/declassifications", DeclassifyAsync).WithName("RequestDeclassification").WithSummary("Ask to declassify a version of a product, as its owner");
        policy.MapPost("/declassifications/{id:guid}/approve", ApproveAsync).WithName("ApproveDeclassification").WithSummary("Approve it, in the security seat");
        policy.MapPost("/declassifications/{id:guid}/decline", DeclineAsync).WithName("DeclineDeclassification").WithSummary("Decline it, in the security seat");
    }

    private static async Task<Results<Ok<AccessPage<PolicyProposal>>, ProblemHttpResult>> ListAsync(
        HttpContext http, ProposalStore store, SeatView seats, SteadyClock clock, CancellationToken cancellationToken, string? state = null, long? before = null, int limit = DefaultLimit)
    {
        ProposalState? only = null;
        if (state is { Length: > 0 })
        {
            if (!WireNames.TryParse<ProposalState>(state, out var known))
            {
                return GovernanceProblems.BadRequest($"state: use one of {string.Join(", ", WireNames.All<ProposalState>())}.");
            }

            only = known;
        }

        if (limit is < 1 or > LargestLimit)
        {
            return GovernanceProblems.BadRequest($"limit: must be between 1 and {LargestLimit}.");
        }

        var caller = http.User.ToPrincipal();
        var (items, next) = await store.ListAsync(only, before, limit, cancellationToken);
        var discovered = await seats.KnownAsync(caller, items.SelectMany(each => each.Seats), cancellationToken);
        return TypedResults.Ok(new AccessPage<PolicyProposal>([.. items.Select(each => SeatView.Of(each, discovered) with { MayVoteAs = ProposalView.MayVoteAs(caller, each, clock.Now) })], next?.ToString(CultureInfo.InvariantCulture)));
    }

    private static async Task<Results<Ok<PolicyProposal>, ProblemHttpResult>> FindAsync(
        Guid id, HttpContext http, ProposalStore store, ProposalView view, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) is { } proposal
            ? TypedResults.Ok(await view.OfAsync(http.User.ToPrincipal(), proposal, cancellationToken))
            : PolicyProblems.NoProposal(id);

    private static async Task<Created<PolicyProposal>> ProposeAsync(
        HttpContext http, ProposalService service, ProposalView view, CancellationToken cancellationToken, string? reason = null)
    {
        var proposal = await service.ProposeAsync(http.User.ToPrincipal(), await BodyAsync(http.Request, cancellationToken), Given(reason), cancellationToken);
        return TypedResults.Created($"/proposals/{proposal.Id}", await view.OfAsync(http.User.ToPrincipal(), proposal, cancellationToken));
    }

    private static async Task<Ok<PolicyProposal>> EditAsync(
        Guid id, HttpContext http, ProposalService service, ProposalView view, CancellationToken cancellationToken, string? reason = null)
    {
        var proposal = await service.EditAsync(http.User.ToPrincipal(), id, await BodyAsync(http.Request, cancellationToken), Given(reason), cancellationToken);
        return TypedResults.Ok(await view.OfAsync(http.User.ToPrincipal(), proposal, cancellationToken));
    }

    private static async Task<Ok<PolicyProposal>> VoteAsync(
        Guid id, PolicyVoteForm form, HttpContext http, ProposalService service, ProposalView view, CancellationToken cancellationToken)
    {
        var proposal = await service.VoteAsync(http.User.ToPrincipal(), id, form, cancellationToken);
        return TypedResults.Ok(await view.OfAsync(http.User.ToPrincipal(), proposal, cancellationToken));
    }

    private static async Task<Ok<PolicyProposal>> WithdrawAsync(
        Guid id, AccessDecisionForm form, HttpContext http, ProposalService service, ProposalView view, CancellationToken cancellationToken)
    {
        var proposal = await service.WithdrawAsync(http.User.ToPrincipal(), id, form.Reason, cancellationToken);
        return TypedResults.Ok(await view.OfAsync(http.User.ToPrincipal(), proposal, cancellationToken));
    }

    private static async Task<Results<Ok<PolicyProposal>, ProblemHttpResult>> RunAsync(
        Guid id, HttpContext http, ProposalStore store, DryRunService dryRuns, ProposalView view, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(id, cancellationToken) is not { } proposal)
        {
            return PolicyProblems.NoProposal(id);
        }

        if (!ProposalView.IsConcerned(http.User.ToPrincipal(), proposal))
        {
            return GovernanceProblems.Forbidden($"The author of proposal {id} and the seats that vote about it work out its dry run again.");
        }

        if (proposal.State != ProposalState.Open)
        {
            return PolicyProblems.Conflict($"Proposal {id} is {WireNames.Of(proposal.State)}.");
        }

        await dryRuns.StoreAsync(proposal, http.User.ToPrincipal(), cancellationToken);
        return TypedResults.Ok(await view.OfAsync(http.User.ToPrincipal(), (await store.FindAsync(id, cancellationToken))!, cancellationToken));
    }

    private static async Task<Ok<ItemList<PolicyTightening>>> TighteningsAsync(HttpContext http, PolicyStore policies, ServedView view, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ItemList<PolicyTightening>(await view.OfAsync(http.User.ToPrincipal(), await policies.TighteningsAsync(cancellationToken), cancellationToken)));

    private static async Task<Created<PolicyTightening>> TightenAsync(PolicyTighteningForm form, HttpContext http, TighteningService service, CancellationToken cancellationToken) =>
        TypedResults.Created((string?)null, await service.TightenAsync(http.User.ToPrincipal(), form, cancellationToken));

    private static async Task<NoContent> EndAsync(Guid id, AccessDecisionForm form, HttpContext http, TighteningService service, CancellationToken cancellationToken)
    {
        await service.EndAsync(http.User.ToPrincipal(), id, form, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<ItemList<DeclassificationRequest>>> DeclassificationsAsync(PolicyStore policies, HttpContext http, AccessVisibility visibility, CancellationToken cancellationToken)
    {
        var caller = http.User.ToPrincipal();
        return TypedResults.Ok(new ItemList<DeclassificationRequest>([.. (await policies.DeclassificationsAsync(cancellationToken)).Where(each => visibility.Sees(caller, each.Product))]));
    }

    private static async Task<Created<DeclassificationRequest>> DeclassifyAsync(DeclassificationForm form, HttpContext http, DeclassificationService service, CancellationToken cancellationToken) =>
        TypedResults.Created((string?)null, await service.RequestAsync(http.User.ToPrincipal(), form, cancellationToken));

    private static Task<Ok<DeclassificationRequest>> ApproveAsync(
        Guid id, AccessDecisionForm form, HttpContext http, DeclassificationService service, AccessVisibility visibility, CancellationToken cancellationToken) =>
        DecideAsync(id, form, approve: true, http, service, visibility, cancellationToken);

    private static Task<Ok<DeclassificationRequest>> DeclineAsync(
        Guid id, AccessDecisionForm form, HttpContext http, DeclassificationService service, AccessVisibility visibility, CancellationToken cancellationToken) =>
        DecideAsync(id, form, approve: false, http, service, visibility, cancellationToken);

    private static async Task<Ok<DeclassificationRequest>> DecideAsync(
        Guid id, AccessDecisionForm form, bool approve, HttpContext http, DeclassificationService service, AccessVisibility visibility, CancellationToken cancellationToken)
    {
        var caller = http.User.ToPrincipal();
        return TypedResults.Ok(await service.DecideAsync(caller, id, form, approve, each => visibility.Sees(caller, each.Product), cancellationToken));
    }

    private static string? Given(string? reason) => string.IsNullOrWhiteSpace(reason) ? null : reason;

    // A text that is too long is read to its end all the same: a client that still sends sees no answer.
    private static async Task<string> BodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>();
        var isTooLong = request.ContentLength > BodyLimitBytes;
        int read;
        while ((read = await request.Body.ReadAsync(body.GetMemory(16 * 1024), cancellationToken)) > 0)
        {
            if (!isTooLong)
            {
                body.Advance(read);
            }

            isTooLong |= body.WrittenCount > BodyLimitBytes;
        }

        return isTooLong
            ? throw new RequestRefusedException(PolicyProblems.TooLarge($"A proposal has at most {YamlTree.MaxLength} characters."))
            : Utf8.IsValid(body.WrittenSpan) ? Encoding.UTF8.GetString(body.WrittenSpan)
            : throw new RequestRefusedException(GovernanceProblems.BadRequest("The body holds bytes that are not UTF-8. Send the proposal in UTF-8."));
    }
}
