namespace MeshStarter.Portal.Querying;

/// <summary>Adds the readers of services that every page may use.</summary>
internal static class QueryingServices
{
    public static IHostApplicationBuilder AddQuerying(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHttpClient<CatalogReader>(client => client.Timeout = TimeSpan.FromSeconds(10));
        builder.Services.AddTransient<ProductEndpoint>();
        builder.Services.AddHttpClient<DomainReader>(client => client.Timeout = TimeSpan.FromSeconds(3));
        return builder;
    }
}
