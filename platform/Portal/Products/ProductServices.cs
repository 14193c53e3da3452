namespace MeshStarter.Portal.Products;

/// <summary>Adds the pages about data products.</summary>
internal static class ProductServices
{
    public static IHostApplicationBuilder AddProductPages(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHttpClient<RefusedVersionReader>(client => client.Timeout = TimeSpan.FromSeconds(3));
        return builder;
    }
}
