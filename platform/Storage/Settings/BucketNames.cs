using MeshStarter.Platform.Storage.AzureBlob;

namespace MeshStarter.Platform.Storage.Settings;

/// <summary>
/// The bucket of each domain: a folder of the domain's name, or a bucket or container of that name behind a beginning that all of the mesh's
/// have, with hyphens for underscores, which their names have not.
/// </summary>
public sealed class BucketNames
{
    private readonly string? _beginning;
    private readonly string? _ending;

    /// <summary>Reads setting <c>Mesh:Storage:Buckets</c>, which <see cref="StorageProblems"/> found to be right.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="account">The storage account that containers are in; null for other stores.</param>
    public BucketNames(string setting, BlobEndpoint? account = null)
    {
        ArgumentNullException.ThrowIfNull(setting);
        if (BucketLocation.IsOne(setting))
        {
            _beginning = setting;
            _ending = account is null ? "" : '@' + account.FolderHost;
        }
        else
        {
            Folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(setting));
        }
    }

    /// <summary>The folder that holds all buckets; null in an object store.</summary>
    public string? Folder { get; }

    /// <summary>The bucket of a domain: the absolute path of a folder, <c>s3://bucket</c> or <c>abfss://container@account.dfs.core.windows.net</c>.</summary>
    public string Of(string domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        return Folder is null ? $"{_beginning}{domain.Replace('_', '-')}{_ending}" : Path.Combine(Folder, domain);
    }

    /// <summary>The location of a domain's bucket, as metadata would write it.</summary>
    public string LocationOf(string domain) => Folder is null ? Of(domain) : FileLocation.FromPath(Of(domain));
}
