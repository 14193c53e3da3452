namespace MeshStarter.Catalog.Lineage;

/// <summary>Registers the services of lineage.</summary>
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
