using MeshStarter.Lake.Retention;
using MeshStarter.Platform.IcebergCatalog.Access;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Namespaces;
using MeshStarter.Platform.IcebergCatalog.Pins;
using MeshStarter.Platform.IcebergCatalog.Tables;
using MeshStarter.Platform.IcebergCatalog.Vending;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.Platform.Products;
using MeshStarter.Platform.Storage.Settings;
using MeshStarter.ServiceDefaults.Start;

namespace MeshStarter.Platform.IcebergCatalog;

/// <summary>The Iceberg REST catalog: the mesh's tables to every engine that reads Iceberg.</summary>
internal static class IcebergServices
{
    public static IHostApplicationBuilder AddIceberg(this IHostApplicationBuilder builder)
    {
        var storage = builder.Configuration.GetSection(StorageOptions.Section).Get<StorageOptions>() ?? new StorageOptions();
        var problem = StorageProblems.OfCatalog(storage, builder.Environment.IsDevelopment());
        builder.Services.AddOptions<StorageOptions>().Validate(_ => problem is null, problem ?? "").ValidateOnStart();
        builder.Services.AddSingleton(provider => OpenStorage(storage, provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton(provider => new CredentialVendor(
            provider.GetRequiredService<TableStorage>().IsRemote ? VendingOf(storage, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()) : null,
            provider.GetRequiredService<CatalogDecisions>(),
            provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddOptions<IcebergOptions>().BindConfiguration(IcebergOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<MetadataLimits>();
        builder.Services.AddSingleton<LargeTables>();
        builder.Services.AddSingleton<RequestLimits>();
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
        builder.Services.AddSingleton<TableAnswers>();
        builder.Services.AddSingleton<CommitQueue>();
        builder.Services.AddSingleton<CommitMoves>();
        builder.Services.AddSingleton<CommitAttempts>();
        builder.Services.AddSingleton<TableCommits>();
        builder.Services.AddSingleton<PinStore>();
        builder.Services.AddSingleton<TablePins>();
        builder.Services.AddSingleton<NewTablePlaces>();
        builder.Services.AddSingleton<TableCreation>();
        builder.Services.AddSingleton<TableRegistration>();
        builder.Services.AddSingleton<TablePurge>();
        builder.Services.AddSingleton<TableRemoval>();
        builder.Services.AddOptions<TableOptions>().BindConfiguration(TableOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddHostedService<IcebergCleanup>();
        builder.Services.AddHostedService<OrphanedMetadata>();

        // Before the mesh's own writer: of those that can write an error, the first does.
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IProblemDetailsWriter, IcebergProblemWriter>());
        return builder;
    }

    private static ICredentialService? VendingOf(StorageOptions storage, TimeProvider time, ILoggerFactory loggers) =>
        storage.IsAzureBlob ? new SignatureService(storage.AzureBlob, time, loggers.CreateLogger<SignatureService>())
        : storage.S3.Vending.AccessKey is not null ? new TokenService(storage.S3, time, loggers.CreateLogger<TokenService>())
        : null;

    private static TableStorage OpenStorage(StorageOptions storage, TimeProvider time)
    {
        var buckets = storage.Names();
        try
        {
            return new TableStorage(buckets, buckets.Folder is null ? new BucketStorage(storage, time) : null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw StartRefusedException.OfFolder("Mesh:Storage:Cache", storage.Cache, exception);
        }
    }
}
