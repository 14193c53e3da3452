using MeshStarter.Lake.Buckets;
using MeshStarter.Platform.Iceberg.Rest;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Platform.IcebergCatalog.Vending;

/// <summary>Makes short-lived credentials for a folder of a store.</summary>
internal interface ICredentialService
{
    /// <summary>Whether credentials can be made that only read most of a folder, and write to its branches.</summary>
    bool CanAddToBranches { get; }

    /// <summary>Whether credentials can be made for a folder alone.</summary>
    bool CanName(BucketLocation folder);

    /// <summary>Makes credentials for a folder.</summary>
    /// <param name="caller">Who gets them.</param>
    /// <param name="folder">The folder; see <see cref="CanName"/>.</param>
    /// <param name="rights">What they permit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IcebergRefusedException">The store refuses or does not answer.</exception>
    Task<TableCredentials> VendAsync(string caller, BucketLocation folder, FolderRights rights, CancellationToken cancellationToken);
}
