using Aspire.Hosting.Azure;
using Azure.Provisioning;
using Azure.Provisioning.Storage;
using MeshStarter.AppHost.Resources;
using MeshStarter.AppHost.Settings;

namespace MeshStarter.AppHost.Publishing.Azure;

/// <summary>The storage account with a container for each domain, and what each identity may do there.</summary>
internal sealed class StorageAccounts
{
    private const string Catalog = "catalog";
    private const string Platform = "platform";

    // As long as the server keeps backups of the databases.
    private const int DeletedDays = 7;

    private readonly ServiceIdentities _identities;
    private readonly IResourceBuilder<AzureStorageResource> _account;
    private readonly IResourceBuilder<AzureUserAssignedIdentityResource> _vending;

    /// <summary>Adds the account, with hierarchical namespaces.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="identities">The services' identities.</param>
    public StorageAccounts(IDistributedApplicationBuilder builder, ServiceIdentities identities)
    {
        _identities = identities;
        // A reference to an account opens all containers.
        _account = builder.AddAzureStorage("storage").ClearDefaultRoleAssignments();
        _vending = identities.AddFurther("catalog-vending");
    }

    /// <summary>Adds the containers.</summary>
    /// <param name="mesh">The mesh.</param>
    public void AddContainers(MeshContext mesh)
    {
        foreach (var domain in Domains(mesh).Append(Platform))
        {
            _account.AddBlobContainer($"container-{domain}", ContainerOf(domain, mesh));
        }
    }

    /// <summary>Gives a service the account's address, and the catalog the identity whose rights it vends in part.</summary>
    /// <param name="service">The service.</param>
    public void AddTo(IResourceBuilder<ProjectResource> service)
    {
        service.WithEnvironment("Mesh__Storage__AzureBlob__Endpoint", _account.Resource.BlobEndpoint);
        if (service.Resource.Name == Catalog)
        {
            service.WithEnvironment("Mesh__Storage__AzureBlob__Vending__ClientId", _vending.Resource.ClientId);
        }
    }

    /// <summary>Gets the second identity of a service; null where it has none.</summary>
    /// <param name="service">The service.</param>
    public AzureUserAssignedIdentityResource? VendingOf(IResourceBuilder<ProjectResource> service) => service.Resource.Name == Catalog ? _vending.Resource : null;

    /// <summary>Gives the identities their roles.</summary>
    /// <param name="mesh">The mesh.</param>
    public void Complete(MeshContext mesh) => _account.ConfigureInfrastructure(infrastructure =>
    {
        var resources = infrastructure.GetProvisionableResources().ToList();
        var account = resources.OfType<StorageAccount>().Single();
        account.IsHnsEnabled = true;
        resources.OfType<BlobService>().Single().DeleteRetentionPolicy = new DeleteRetentionPolicy { IsEnabled = true, Days = DeletedDays };
        var vending = _vending.Resource;
        infrastructure.AddRole(vending, account, account.Id, StorageBuiltInRole.StorageBlobDelegator.ToString(), "delegator");
        var writer = infrastructure.AddWriterRole();
        foreach (var domain in Domains(mesh).Append(Platform))
        {
            var identifier = Infrastructure.NormalizeBicepIdentifier($"container-{domain}");
            var container = resources.OfType<BlobContainer>().Single(each => each.BicepIdentifier == identifier);
            AddWriter(_identities.Of(Catalog), PathConditions.MetadataAlone);
            AddWriter(vending, PathConditions.AllButMetadata);
            if (domain != Platform)
            {
                AddWriter(_identities.Of(domain), PathConditions.AllButMetadata);
            }

            void AddWriter(AzureUserAssignedIdentityResource identity, string condition) =>
                infrastructure.AddRole(identity, container, container.Id, writer.Id, "writer", condition);
        }
    });

    // The name of a domain's resource is its container's, too: neither permits an underscore.
    private static IEnumerable<string> Domains(MeshContext mesh) => mesh.Settings.Domains.Select(project => StorageSettings.BucketName(project.Domain));

    private static string ContainerOf(string domain, MeshContext mesh) => mesh.Settings.Storage.BucketOf(domain)["abfss://".Length..];
}
