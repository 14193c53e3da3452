using Azure.Core.Pipeline;
using Azure.Identity;

namespace MeshStarter.Platform.Storage.AzureBlob;

/// <summary>The credentials for a storage account. Its text has no secret.</summary>
public abstract record BlobCredentials
{
    /// <summary>The policy that authorizes each try of a request.</summary>
    internal abstract HttpPipelinePolicy ToPolicy(BlobEndpoint endpoint);
}

/// <summary>Tokens from the platform that the process runs on.</summary>
/// <param name="ClientId">The client id of the identity; null for the one that the platform gives by itself.</param>
public sealed record ManagedIdentity(string? ClientId) : BlobCredentials
{
    private const string Scope = "https://storage.azure.com/.default";

    /// <summary>The identity that the platform names to the process.</summary>
    public static ManagedIdentity OfProcess => new(Environment.GetEnvironmentVariable("AZURE_CLIENT_ID"));

    internal override HttpPipelinePolicy ToPolicy(BlobEndpoint endpoint) => new BearerTokenAuthenticationPolicy(
        new ManagedIdentityCredential(ClientId is { Length: > 0 } id ? ManagedIdentityId.FromUserAssignedClientId(id) : ManagedIdentityId.SystemAssigned), Scope);
}

/// <summary>The key of the account, which may do everything: for emulators and Development.</summary>
public sealed record AccountKey : BlobCredentials
{
    /// <summary>Takes the key, in base64.</summary>
    /// <exception cref="FormatException">It is not base64.</exception>
    public AccountKey(string base64) => Bytes = Convert.FromBase64String(base64);

    /// <summary>The bytes that sign.</summary>
    internal byte[] Bytes { get; }

    /// <summary>Returns no secret.</summary>
    public override string ToString() => nameof(AccountKey);

    internal override HttpPipelinePolicy ToPolicy(BlobEndpoint endpoint) => new SharedKeyPolicy(endpoint.Account, this);
}

/// <summary>A shared access signature, which runs out.</summary>
public sealed record SharedAccess : BlobCredentials
{
    /// <summary>Takes the signed part of a query.</summary>
    public SharedAccess(string query) => Query = query;

    /// <summary>The signed part of a query, without a question mark.</summary>
    public string Query { get; }

    /// <summary>Returns no secret.</summary>
    public override string ToString() => nameof(SharedAccess);

    internal override HttpPipelinePolicy ToPolicy(BlobEndpoint endpoint) => new SharedAccessPolicy(Query);
}
