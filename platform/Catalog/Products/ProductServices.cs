using MeshStarter.Platform.Products;
using MeshStarter.Platform.Products.Database;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Catalog.Products;

/// <summary>The register of products.</summary>
internal static class ProductServices
{
    public static IHostApplicationBuilder AddProducts(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RecurringRuns>();
        builder.Services.AddSingleton<ProductStore>();
        builder.Services.AddSingleton<RequestedProducts>();
        builder.Services.AddSingleton<RefusedVersions>();
        builder.Services.AddSingleton<RegistrationIntake>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<RegistrationIntake>());
        builder.Services.AddSingleton<RegistrantView>();
        builder.Services.AddSingleton<PortAddresses>();
        builder.Services.AddSingleton<RegistrationDecision>();
        builder.Services.AddSingleton<PolicyResources>();
        builder.Services.AddSingleton<CatalogDecisions>();
        builder.Services.AddSingleton<ProductIndex>();
        builder.Services.AddSingleton<ProductVisibility>();
        builder.Services.AddSingleton<ProductPages>();
        return builder;
    }
}
