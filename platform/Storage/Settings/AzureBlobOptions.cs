using MeshStarter.Platform.Storage.AzureBlob;

namespace MeshStarter.Platform.Storage.Settings;

/// <summary>Settings of a storage account of Azure.</summary>
public sealed class AzureBlobOptions
{
    /// <summary>The section.</summary>
    public const string Section = "Mesh:Storage:AzureBlob";

    /// <summary>The account's blob endpoint, such as <c>https://account.blob.core.windows.net</c>.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The key of the account, in base64, in Development only; null for the managed identity of this process.</summary>
    public string? AccountKey { get; init; }

    /// <summary>The settings by which the catalog makes credentials for readers and writers.</summary>
    public SasVendingOptions Vending { get; init; } = new();

    /// <summary>The account as requests reach it, by settings that <see cref="StorageProblems"/> found to be right.</summary>
    public BlobEndpoint ToEndpoint() => BlobEndpoint.Parse(Endpoint!)!;

    /// <summary>The credentials of this process.</summary>
    /// <param name="clientId">The client id of the managed identity; null for the one that the platform names to the process.</param>
    public BlobCredentials ToCredentials(string? clientId = null) =>
        AccountKey is { Length: > 0 } key ? new AccountKey(key) : clientId is { Length: > 0 } ? new ManagedIdentity(clientId) : ManagedIdentity.OfProcess;
}
