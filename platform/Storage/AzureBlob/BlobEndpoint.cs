namespace MeshStarter.Platform.Storage.AzureBlob;

/// <summary>The blob endpoint of a storage account: <c>https://account.blob.core.windows.net</c>, or for an emulator <c>http://127.0.0.1:10000/account</c>.</summary>
/// <param name="Address">Its address, without a slash at its end.</param>
/// <param name="Account">The account.</param>
public sealed record BlobEndpoint(string Address, string Account)
{
    private const string Blobs = ".blob.";
    private const string PublicSuffix = "core.windows.net";

    /// <summary>The account's host for folders, as locations name it.</summary>
    public string FolderHost => $"{Account}.dfs.{(IsInPath ? PublicSuffix : Address[(Address.IndexOf(Blobs, StringComparison.Ordinal) + Blobs.Length)..])}";

    /// <summary>Whether the account is in the path of addresses, as emulators have it, and not in their host.</summary>
    public bool IsInPath => Address.EndsWith('/' + Account, StringComparison.Ordinal);

    /// <summary>Reads an address; null where it is none.</summary>
    public static BlobEndpoint? Parse(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https") || parsed.Query.Length > 0 || parsed.UserInfo.Length > 0)
        {
            return null;
        }

        var path = parsed.AbsolutePath.Trim('/');
        var dot = parsed.Host.IndexOf(Blobs, StringComparison.Ordinal);
        var isWhole = dot < 0 || (path.Length == 0 && parsed.IsDefaultPort);
        var account = dot > 0 ? parsed.Host[..dot] : path;
        return isWhole && AzureContainer.IsAccount(account) ? new BlobEndpoint(parsed.GetLeftPart(UriPartial.Path).TrimEnd('/'), account) : null;
    }

    /// <summary>The endpoint of the account that a container is in.</summary>
    public static BlobEndpoint Of(AzureContainer container) =>
        new($"https://{container.Account}.blob.{container.Host[(container.Account.Length + ".dfs.".Length)..]}", container.Account);

    /// <summary>As a message names it.</summary>
    public override string ToString() => Address;

    /// <summary>The address of a container, or of a blob in it.</summary>
    /// <exception cref="StorageException">It is in another account.</exception>
    internal Uri UriOf(BucketLocation at)
    {
        if (AzureContainer.Parse(at.Bucket) is not { } container || container.Account != Account)
        {
            throw new StorageException(StorageFailure.Refused, at.ToString(), $"is not in the account of {this}.");
        }

        var key = string.Join('/', at.Key.Split('/').Select(Uri.EscapeDataString));
        return new Uri(key.Length == 0 ? $"{Address}/{container.Name}" : $"{Address}/{container.Name}/{key}");
    }
}
