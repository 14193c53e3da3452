namespace MeshStarter.Governance.Proposals;

/// <summary>Answers with a problem where another dry run is under way.</summary>
internal sealed class DryRunFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (DryRunUnderWayException underWay) when (underWay.IsOwn)
        {
            return GovernanceProblems.TooMany("A dry run that you requested is under way, and each person has one at a time. Try again when it is answered.");
        }
        catch (DryRunUnderWayException)
        {
            return GovernanceProblems.Unavailable("Dry runs of others are under way, and one is worked out at a time. Try again in a moment.");
        }
    }
}
