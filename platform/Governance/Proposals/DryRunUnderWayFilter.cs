using MeshStarter.Governance.Policies;

namespace MeshStarter.Governance.Proposals;

/// <summary>Answers 429 to a person for whom another dry run is under way.</summary>
internal sealed class DryRunUnderWayFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (DryRunUnderWayException)
        {
            return PolicyProblems.TooMany("A dry run that you requested is under way, and each person has one at a time. Try again when it is answered.");
        }
    }
}
