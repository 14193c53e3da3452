namespace MeshStarter.Governance.Access;

/// <summary>Answers 503 where the catalog does not answer.</summary>
internal sealed class CatalogSilentFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (CatalogSilentException)
        {
            return AccessProblems.Unavailable;
        }
    }
}
