using MeshStarter.Contracts.Access;
using MeshStarter.Platform.Enforcement.Polling;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Governance.Access;

/// <summary>
/// The grants in force for enforcement points: each keeps a copy, and waits for the changes after its revision. The platform's services get all
/// grants, and a domain's service those that it decides by.
/// </summary>
internal static class GrantChangesEndpoints
{
    private const int LongestWaitMs = 60_000;

    public static void MapGrantChanges(this IEndpointRouteBuilder routes) => routes.MapGet("/changes", ChangesAsync)
        .RequireAuthorization(policy => policy.RequireRole(MeshRoles.Service))
        .WithName("AccessChanges").WithSummary("Changes of grants after a revision (?feed=&after=); with wait (milliseconds) the answer waits for one");

    private static async Task<Results<Ok<GrantChanges>, ProblemHttpResult>> ChangesAsync(
        HttpContext http, AccessStore store, GrantSignal signal, SteadyClock clock, TimeProvider time, IHostApplicationLifetime lifetime, CancellationToken cancellationToken,
        string? feed = null, long after = 0, int wait = 0)
    {
        if (after < 0 || wait < 0)
        {
            return GovernanceProblems.BadRequest("after, wait: must be whole numbers, 0 or more.");
        }

        var caller = http.User.ToPrincipal();
        if (!AccessSeats.IsEnforcementPoint(caller))
        {
            return GovernanceProblems.Forbidden($"The services of the platform and of domains read changes of grants; {caller.Subject} is neither. GET /access/grants has your own.");
        }

        http.Response.Headers.CacheControl = "no-store";
        var began = time.GetTimestamp();
        while (true)
        {
            var next = signal.Next;
            var changes = await store.ChangesAsync(feed, after, caller.Domain is null ? null : caller, clock.Now, cancellationToken);
            var left = TimeSpan.FromMilliseconds(Math.Min(wait, LongestWaitMs)) - time.GetElapsedTime(began);
            if (changes.Items.Count > 0 || changes.Feed != feed || changes.Revision < after || left <= TimeSpan.Zero)
            {
                return TypedResults.Ok(changes);
            }

            // What the caller does not get does not end its wait.
            after = changes.Revision;

            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
            await next.WaitAsync(left, time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (lifetime.ApplicationStopping.IsCancellationRequested)
            {
                throw GovernanceProblems.Stopping;
            }
        }
    }
}
