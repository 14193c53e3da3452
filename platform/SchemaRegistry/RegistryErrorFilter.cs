namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>Turns refusals of these endpoints into their responses.</summary>
internal sealed class RegistryErrorFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (RegistryRefusedException refused)
        {
            return refused.Answer;
        }
    }
}
