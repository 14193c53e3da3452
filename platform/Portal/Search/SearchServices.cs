namespace MeshStarter.Portal.Search;

/// <summary>Adds the search for products.</summary>
internal static class SearchServices
{
    public static IHostApplicationBuilder AddSearchPage(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHttpClient<CatalogSearch>(client => client.Timeout = TimeSpan.FromSeconds(10));
        return builder;
    }
}
