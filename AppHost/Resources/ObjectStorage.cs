using MeshStarter.AppHost.Settings;

namespace MeshStarter.AppHost.Resources;

/// <summary>The mesh's object storage: gives each process the address and its own keys. No process gets the keys of another.</summary>
internal sealed class ObjectStorage(MeshResources mesh)
{
    private const string Section = "Mesh__Storage";

    // A published application has no folders of this machine: its buckets are those of an S3 store, which its operator names.
    private bool IsExternal => mesh.Settings.Storage.IsExternal || mesh.IsPublished;

    private IResourceBuilder<ParameterResource>? PublishedBuckets => mesh.Settings.Storage.IsExternal || !mesh.IsPublished ? null : mesh.PublishedParameter("storage-buckets");

    /// <summary>Gives a domain's service the domain's own bucket.</summary>
    public void GiveBucket(IResourceBuilder<ProjectResource> service, string domain)
    {
        if (PublishedBuckets is { } buckets)
        {
            service.WithEnvironment($"{Section}__Bucket", ReferenceExpression.Create($"{buckets.Resource}{StorageSettings.BucketName(domain)}"));
        }
        else
        {
            service.WithEnvironment($"{Section}__Bucket", mesh.Settings.Storage.BucketOf(domain));
        }

        if (IsExternal)
        {
            Configure(service);
            GiveKeys(service, "S3", $"{domain.Replace('_', '-')}-storage");
        }
    }

    /// <summary>Gives the catalog the keys for metadata files, and those for vending credentials to readers and writers.</summary>
    public void GiveCatalog(IResourceBuilder<ProjectResource> catalog)
    {
        GiveReader(catalog);
        if (IsExternal)
        {
            GiveKeys(catalog, "S3", "catalog-storage");
            GiveKeys(catalog, "S3__Vending", "catalog-vending");
            foreach (var (name, value) in mesh.Settings.Storage.Vending)
            {
                catalog.WithEnvironment(name, value);
            }
        }
    }

    /// <summary>Gives a service that reads all domains' tables their location, without keys.</summary>
    public void GiveReader(IResourceBuilder<ProjectResource> service)
    {
        if (PublishedBuckets is { } buckets)
        {
            service.WithEnvironment($"{Section}__Buckets", buckets);
        }
        else
        {
            service.WithEnvironment($"{Section}__Buckets", mesh.Settings.Storage.Buckets);
        }

        if (IsExternal)
        {
            Configure(service);
        }
    }

    private void Configure(IResourceBuilder<ProjectResource> service)
    {
        if (!mesh.IsPublished)
        {
            service.WithEnvironment($"{Section}__Cache", Path.Combine(mesh.Settings.Data.Path, "copies", service.Resource.Name));
        }

        foreach (var (name, value) in mesh.Settings.Storage.Given)
        {
            service.WithEnvironment(name, value);
        }
    }

    private void GiveKeys(IResourceBuilder<ProjectResource> service, string section, string parameter) => service
        .WithEnvironment($"{Section}__{section}__AccessKey", mesh.Given($"{parameter}-access-key"))
        .WithEnvironment($"{Section}__{section}__SecretKey", mesh.Given($"{parameter}-secret-key"));
}
