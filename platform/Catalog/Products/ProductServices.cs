using MeshStarter.Policy;

namespace MeshStarter.Catalog.Products;

/// <summary>The register of products.</summary>
internal static class ProductServices
{
    public static IHostApplicationBuilder AddProducts(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ProductStore>();
        builder.Services.AddSingleton<ProductRegistry>();
        builder.Services.AddSingleton<PolicyResources>();
        builder.Services.AddSingleton<CatalogDecisions>();
        return builder;
    }
}
