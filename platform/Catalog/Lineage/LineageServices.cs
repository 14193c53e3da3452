using MeshStarter.Catalog.Lineage.Impact;

namespace MeshStarter.Catalog.Lineage;

/// <summary>Registers the services of lineage.</summary>
internal static class LineageServices
{
    public static IHostApplicationBuilder AddLineage(this IHostApplicationBuilder builder)
    {
        // OpenLineage's clients may send gzip.
        builder.Services.AddRequestDecompression();
        builder.Services.AddSingleton<LineageStore>();
        builder.Services.AddSingleton<LineageIntake>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<LineageIntake>());
        builder.Services.AddHostedService<LineageCleanup>();
        builder.Services.AddSingleton<LineageIndex>();
        builder.Services.AddSingleton<LineageWalks>();
        builder.Services.AddSingleton<NodeFacts>();
        builder.Services.AddSingleton<ProductFlows>();
        builder.Services.AddSingleton<ImpactAnalysis>();
        builder.Services.AddSingleton<ImpactFacts>();
        builder.Services.AddSingleton<FailureCauses>();
        return builder;
    }
}
