using System.Globalization;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Policies;
using MeshStarter.Governance.Proposals;
using MeshStarter.Policy.Changes;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Governance.Policies;

/// <summary>The versions of the rules: read, and compared. Everyone who has signed in may read the rules.</summary>
internal static class VersionEndpoints
{
    private const int DefaultLimit = 100;
    private const int LargestLimit = 500;

    public static void MapVersions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/policy").WithTags("Policies");
        group.MapGet("", InForceAsync).WithName("PolicyInForce").WithSummary("The rules in force: the version, each rule in plain words, the seats that vote, and what is tightened for a time");
        group.MapGet("/versions", ListAsync).WithQueryParameters().WithName("ListPolicyVersions").WithSummary("The versions of the rules, newest first");
        group.MapGet("/versions/{number:long}", FindAsync).WithName("FindPolicyVersion").WithSummary("A version of the rules with its text; as YAML alone where that is accepted");
        group.MapGet("/diff", CompareAsync).WithQueryParameters().WithName("ComparePolicyVersions").WithSummary("The difference of two versions (?from=&to=); without to from the version in force");
    }

    private static async Task<Results<Ok<PolicyInForce>, ProblemHttpResult>> InForceAsync(HttpContext http, PolicyStore store, SeatReader seats, SeatView seatView, ServedView view, CancellationToken cancellationToken)
    {
        var caller = http.User.ToPrincipal();
        var served = await view.OfAsync(caller, (await store.ServedAsync(cancellationToken))!, cancellationToken);
        var voting = await seats.KnownAsync(served.ReadVoting(), cancellationToken);
        var known = await seatView.KnownAsync(caller, voting, cancellationToken);
        return TypedResults.Ok(new PolicyInForce(
            served.Version,
            served.Revision,
            PlainWords.Of(served.Version.Text!),
            [.. voting.Where(known.Contains)],
            served.Tightenings,
            served.Text));
    }

    private static async Task<Results<Ok<AccessPage<PolicyVersion>>, ProblemHttpResult>> ListAsync(PolicyStore store, CancellationToken cancellationToken, long? before = null, int limit = DefaultLimit)
    {
        if (limit is < 1 or > LargestLimit)
        {
            return GovernanceProblems.BadRequest($"limit: must be between 1 and {LargestLimit}.");
        }

        var (items, next) = await store.ListAsync(before, limit, cancellationToken);
        return TypedResults.Ok(new AccessPage<PolicyVersion>(items, next?.ToString(CultureInfo.InvariantCulture)));
    }

    private static async Task<Results<Ok<PolicyVersion>, ContentHttpResult, ProblemHttpResult>> FindAsync(long number, HttpContext http, PolicyStore store, CancellationToken cancellationToken) =>
        await store.FindAsync(number, cancellationToken) is not { } version ? PolicyProblems.NoVersion(number)
        : http.Request.Headers.Accept.ToString().Contains("yaml", StringComparison.OrdinalIgnoreCase) ? TypedResults.Text(version.Text, "application/yaml")
        : TypedResults.Ok(version);

    private static async Task<Results<Ok<PolicyDifference>, ProblemHttpResult>> CompareAsync(PolicyStore store, CancellationToken cancellationToken, long? from = null, long? to = null)
    {
        if (await store.FindAsync(to, cancellationToken) is not { } newer)
        {
            return PolicyProblems.NoVersion(to ?? 0);
        }

        var start = from ?? newer.Base ?? newer.Number;
        return await store.FindAsync(start, cancellationToken) is { } older
            ? TypedResults.Ok(PlainWords.Compare(older.Number, older.Text!, newer.Number, newer.Text!))
            : PolicyProblems.NoVersion(start);
    }
}
