using MeshStarter.Lake.Buckets;
using MeshStarter.Platform.Iceberg.Rest;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.Platform.Storage;
using MeshStarter.Platform.Storage.AzureBlob;
using MeshStarter.Platform.Storage.Settings;

namespace MeshStarter.Platform.IcebergCatalog.Vending;

/// <summary>Signatures of folders of a storage account: they hand on a part of the rights of the vending identity, for a while.</summary>
internal sealed partial class SignatureService : ICredentialService, IDisposable
{
    private const string ToRead = "rl";
    private const string ToWrite = "racwdl";

    private readonly BlobEndpoint _endpoint;
    private readonly BlobCredentials _credentials;
    private readonly DelegationKeys _keys;
    private readonly TimeSpan _lifetime;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public SignatureService(AzureBlobOptions options, TimeProvider time, ILogger<SignatureService> logger)
    {
        _endpoint = options.ToEndpoint();
        _credentials = options.ToCredentials(options.Vending.ClientId);
        _keys = new DelegationKeys(new AzureBlobAccess(_endpoint, _credentials), time);
        _lifetime = options.Vending.Lifetime;
        _time = time;
        _logger = logger;
    }

    // One signature has the same rights in all of a folder, and clients take one for a table.
    /// <inheritdoc/>
    public bool CanAddToBranches => false;

    /// <inheritdoc/>
    public bool CanName(BucketLocation folder) => folder.Key.Length > 0;

    /// <inheritdoc/>
    public async Task<TableCredentials> VendAsync(string caller, BucketLocation folder, FolderRights rights, CancellationToken cancellationToken)
    {
        var expires = _time.GetUtcNow() + _lifetime;
        var permissions = rights == FolderRights.Write ? ToWrite : ToRead;
        try
        {
            var query = _credentials is AccountKey key
                ? FolderSignature.Of(key, _endpoint, folder, permissions, expires)
                : FolderSignature.Of(await _keys.FindAsync(expires, cancellationToken), _endpoint, folder, permissions, expires);
            return new TableCredentials(folder, new AzureBlobAccess(_endpoint, new SharedAccess(query)), expires);
        }
        catch (StorageException exception)
        {
            // Its text names accounts and identities, which the reader must not see.
            LogRefused(folder.ToString(), exception.Message);
            throw IcebergRefusedException.Unavailable("The storage account gives no key to sign with now. Try again in a moment, or ask in SQL; the catalog's log says why.");
        }
    }

    public void Dispose() => _keys.Dispose();

    [LoggerMessage(2211, LogLevel.Warning, "The storage account gives no key to sign credentials for {Folder}: {Reason}")]
    private partial void LogRefused(string folder, string reason);
}
