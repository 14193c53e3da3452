using MeshStarter.ServiceDefaults.Start;

namespace MeshStarter.Catalog.Iceberg;

/// <summary>The Iceberg REST catalog: the mesh's tables to every engine that reads Iceberg.</summary>
internal static class IcebergServices
{
    public static IHostApplicationBuilder AddIceberg(this IHostApplicationBuilder builder)
    {
        var buckets = builder.Configuration["Mesh:Storage:Buckets"] is { Length: > 0 } set
            ? set
            : throw new StartRefusedException("Setting Mesh:Storage:Buckets is missing. Set it to the folder that holds a bucket for each domain.");
        builder.Services.AddSingleton(new TableStorage(buckets));
        builder.Services.AddSingleton<IdempotentAnswers>();
        builder.Services.AddSingleton<TableNames>();
        builder.Services.AddSingleton<NamespaceStore>();
        builder.Services.AddSingleton<TableStore>();
        builder.Services.AddSingleton<MetadataFiles>();
        builder.Services.AddSingleton<MetadataSwap>();
        builder.Services.AddSingleton<ManifestPaths>();
        builder.Services.AddSingleton<TablePaths>();
        builder.Services.AddSingleton<IcebergAccess>();
        builder.Services.AddSingleton<TableReads>();
        builder.Services.AddSingleton<TableCommits>();
        builder.Services.AddSingleton<TablePurge>();
        builder.Services.AddSingleton<TableRemoval>();
        builder.Services.AddHostedService<IcebergCleanup>();

        // Before the mesh's own writer: of those that can write an error, the first does.
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IProblemDetailsWriter, IcebergProblemWriter>());
        return builder;
    }
}
