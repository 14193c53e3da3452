using MeshStarter.AppHost.Settings;

namespace MeshStarter.AppHost.Resources;

/// <summary>Gives each process the address of the mesh's object storage and its own keys. No process gets the keys of another.</summary>
internal static class ObjectStorageExtensions
{
    /// <summary>The key pair with which the catalog vends credentials.</summary>
    public const string Vending = "catalog-vending";

    private const string Section = "Mesh__Storage";
    private const string Catalog = "catalog";

    /// <summary>Gives a domain's service the domain's own bucket.</summary>
    /// <param name="service">The service.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="mesh">The mesh.</param>
    public static IResourceBuilder<ProjectResource> WithBucket(this IResourceBuilder<ProjectResource> service, string domain, MeshContext mesh)
    {
        const string variable = $"{Section}__Bucket";
        if (PublishedBuckets(mesh) is { } buckets)
        {
            service.WithEnvironment(variable, ReferenceExpression.Create($"{buckets.Resource}{StorageSettings.BucketName(domain)}"));
        }
        else
        {
            service.WithEnvironment(variable, mesh.Settings.Storage.BucketOf(domain));
        }

        return IsExternal(mesh) ? service.WithStore(mesh).WithOwnCredentials(PairOf(domain), mesh) : service;
    }

    /// <summary>Gives a service that reads all domains' tables their location, without keys.</summary>
    /// <param name="service">The service.</param>
    /// <param name="mesh">The mesh.</param>
    public static IResourceBuilder<ProjectResource> WithAllBuckets(this IResourceBuilder<ProjectResource> service, MeshContext mesh)
    {
        const string variable = $"{Section}__Buckets";
        if (PublishedBuckets(mesh) is { } buckets)
        {
            service.WithEnvironment(variable, buckets);
        }
        else
        {
            service.WithEnvironment(variable, mesh.Settings.Storage.Buckets);
        }

        return IsExternal(mesh) ? service.WithStore(mesh) : service;
    }

    /// <summary>Gives the catalog the credentials for metadata files, and those for vending credentials to readers and writers.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="mesh">The mesh.</param>
    public static IResourceBuilder<ProjectResource> WithVendingKeys(this IResourceBuilder<ProjectResource> catalog, MeshContext mesh)
    {
        if (IsExternal(mesh))
        {
            catalog.WithOwnCredentials(PairOf(Catalog), mesh).WithAll(mesh.Settings.Storage.Vending);
            if (!IsAzureBlob(mesh))
            {
                catalog.WithKeys($"{Section}__S3__Vending", Vending, mesh);
            }
        }

        return catalog;
    }

    /// <summary>Gets the name of the key pair of a service at the store.</summary>
    /// <param name="owner">The domain, or <c>catalog</c>.</param>
    public static string PairOf(string owner) => $"{owner.Replace('_', '-')}-storage";

    /// <summary>Gets the names of the parameters of a key pair.</summary>
    /// <param name="pair">Its name.</param>
    public static (string AccessKey, string SecretKey) ParametersOf(string pair) => ($"{pair}-access-key", $"{pair}-secret-key");

    /// <summary>Gives a process a key pair.</summary>
    /// <param name="process">The process.</param>
    /// <param name="section">The variables' common prefix.</param>
    /// <param name="pair">The name of the pair.</param>
    /// <param name="mesh">The mesh.</param>
    public static IResourceBuilder<ProjectResource> WithKeys(this IResourceBuilder<ProjectResource> process, string section, string pair, MeshContext mesh)
    {
        var (accessKey, secretKey) = ParametersOf(pair);
        return process.WithEnvironment($"{section}__AccessKey", mesh.OperatorSecret(accessKey)).WithEnvironment($"{section}__SecretKey", mesh.OperatorSecret(secretKey));
    }

    // In a storage account each service has an identity of its own, and in Development the account's key.
    private static IResourceBuilder<ProjectResource> WithOwnCredentials(this IResourceBuilder<ProjectResource> service, string pair, MeshContext mesh) =>
        IsAzureBlob(mesh) ? service.WithAll(mesh.Settings.Storage.Own) : service.WithKeys($"{Section}__S3", pair, mesh);

    private static bool IsAzureBlob(MeshContext mesh) => mesh.Settings.Storage.Kind == StorageKind.AzureBlob;

    // A published application has no folders of this machine: its buckets are those of an S3 store, which its operator names.
    private static bool IsExternal(MeshContext mesh) => mesh.Settings.Storage.IsExternal || mesh.IsPublished;

    private static IResourceBuilder<ParameterResource>? PublishedBuckets(MeshContext mesh) =>
        mesh.Settings.Storage.IsExternal || !mesh.IsPublished ? null : mesh.PublishedParameter("storage-buckets");

    private static IResourceBuilder<ProjectResource> WithStore(this IResourceBuilder<ProjectResource> service, MeshContext mesh)
    {
        if (!mesh.IsPublished)
        {
            service.WithEnvironment($"{Section}__Cache", mesh.Settings.Data.CopiesOf(service.Resource.Name));
        }

        service.WithAll(mesh.Settings.Storage.Given);
        mesh.Identities?.AddStore(service);
        return mesh.Target?.Store is { } store ? service.WithEnvironment($"{Section}__S3__Endpoint", store) : service;
    }

    private static IResourceBuilder<ProjectResource> WithAll(this IResourceBuilder<ProjectResource> service, IReadOnlyDictionary<string, string> settings)
    {
        foreach (var (name, value) in settings)
        {
            service.WithEnvironment(name, value);
        }

        return service;
    }
}
