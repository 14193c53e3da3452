using MeshStarter.AppHost.Settings;

namespace MeshStarter.AppHost.Resources;

/// <summary>Gives each process the address of the mesh's object storage and its own keys. No process gets the keys of another.</summary>
internal static class ObjectStorageExtensions
{
    private const string Section = "Mesh__Storage";

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

        return IsExternal(mesh) ? service.WithStore(mesh).WithKeys("S3", $"{domain.Replace('_', '-')}-storage", mesh) : service;
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

    /// <summary>Gives the catalog the keys for metadata files, and those for vending credentials to readers and writers.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="mesh">The mesh.</param>
    public static IResourceBuilder<ProjectResource> WithVendingKeys(this IResourceBuilder<ProjectResource> catalog, MeshContext mesh)
    {
        if (IsExternal(mesh))
        {
            catalog.WithKeys("S3", "catalog-storage", mesh).WithKeys("S3__Vending", "catalog-vending", mesh);
            foreach (var (name, value) in mesh.Settings.Storage.Vending)
            {
                catalog.WithEnvironment(name, value);
            }
        }

        return catalog;
    }

    // A published application has no folders of this machine: its buckets are those of an S3 store, which its operator names.
    private static bool IsExternal(MeshContext mesh) => mesh.Settings.Storage.IsExternal || mesh.IsPublished;

    private static IResourceBuilder<ParameterResource>? PublishedBuckets(MeshContext mesh) =>
        mesh.Settings.Storage.IsExternal || !mesh.IsPublished ? null : mesh.PublishedParameter("storage-buckets");

    private static IResourceBuilder<ProjectResource> WithStore(this IResourceBuilder<ProjectResource> service, MeshContext mesh)
    {
        if (!mesh.IsPublished)
        {
            service.WithEnvironment($"{Section}__Cache", Path.Combine(mesh.Settings.Data.Path, "copies", service.Resource.Name));
        }

        foreach (var (name, value) in mesh.Settings.Storage.Given)
        {
            service.WithEnvironment(name, value);
        }

        return service;
    }

    private static IResourceBuilder<ProjectResource> WithKeys(this IResourceBuilder<ProjectResource> service, string section, string parameter, MeshContext mesh) => service
        .WithEnvironment($"{Section}__{section}__AccessKey", mesh.OperatorSecret($"{parameter}-access-key"))
        .WithEnvironment($"{Section}__{section}__SecretKey", mesh.OperatorSecret($"{parameter}-secret-key"));
}
