namespace MeshStarter.Catalog.Search;

/// <summary>Search over the registered products.</summary>
internal static class SearchServices
{
    public static IHostApplicationBuilder AddSearch(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SearchStore>();
        builder.Services.AddSingleton<SearchProfiles>();
        builder.Services.AddSingleton<Lexemes>();
        builder.Services.AddSingleton<ProductSearch>();
        builder.Services.AddHostedService<SearchDocumentsAtStart>();
        return builder;
    }
}
