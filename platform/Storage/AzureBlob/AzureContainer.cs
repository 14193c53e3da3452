namespace MeshStarter.Platform.Storage.AzureBlob;

/// <summary>A container of a storage account, as locations name it: <c>container@account.dfs.core.windows.net</c>.</summary>
/// <param name="Name">The container.</param>
/// <param name="Host">The account's host for folders, whose first label is the account.</param>
public readonly record struct AzureContainer(string Name, string Host)
{
    private const string Folders = ".dfs.";

    /// <summary>The account.</summary>
    public string Account => Host[..Host.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>Reads the part of a location between <c>abfss://</c> and the first slash; null where it is no container.</summary>
    public static AzureContainer? Parse(string bucket)
    {
        ArgumentNullException.ThrowIfNull(bucket);
        return bucket.Split('@') is [var name, var host] && IsName(name) && IsHost(host) ? new AzureContainer(name, host) : null;
    }

    /// <summary>Whether a text can be a container's name ("Naming and referencing containers, blobs, and metadata", Azure Storage REST).</summary>
    public static bool IsName(string name) =>
        name is { Length: >= 3 and <= 63 } && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && name[0] != '-' && name[^1] != '-' && !name.Contains("--", StringComparison.Ordinal);

    /// <summary>Whether a text is an account's host for folders.</summary>
    public static bool IsHost(string host) =>
        host is not null && host.IndexOf(Folders, StringComparison.Ordinal) is var dot and > 0 && IsAccount(host[..dot]) && Uri.CheckHostName(host) == UriHostNameType.Dns;

    /// <summary>Whether a text can be an account's name.</summary>
    public static bool IsAccount(string name) => name is { Length: >= 3 and <= 24 } && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c));
}
