namespace MeshStarter.Portal.Operations;

/// <summary>Adds the page that shows how the mesh runs.</summary>
internal static class OperationsServices
{
    public static IHostApplicationBuilder AddOperationsPage(this IHostApplicationBuilder builder)
    {
        builder.Services.AddTransient<OperationsReader>();
        return builder;
    }
}
