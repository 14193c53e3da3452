namespace MeshStarter.Catalog.Lineage;

/// <summary>What was made of what.</summary>
internal static class LineageServices
{
    public static IHostApplicationBuilder AddLineage(this IHostApplicationBuilder builder)
    {
        // OpenLineage's clients may send gzip.
        builder.Services.AddRequestDecompression();
        builder.Services.AddSingleton<LineageStore>();
        return builder;
    }
}
