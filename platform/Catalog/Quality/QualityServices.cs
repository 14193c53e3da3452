using MeshStarter.Platform.IcebergCatalog;

namespace MeshStarter.Catalog.Quality;

/// <summary>Registers the services of quality.</summary>
internal static class QualityServices
{
    public static IHostApplicationBuilder AddQuality(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<QualityStore>();
        builder.Services.AddSingleton<BatchResults>();
        builder.Services.AddSingleton<IBatchResults>(provider => provider.GetRequiredService<BatchResults>());
        return builder;
    }
}
