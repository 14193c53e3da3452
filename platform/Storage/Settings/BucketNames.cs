using MeshStarter.Platform.Storage.S3;

namespace MeshStarter.Platform.Storage.Settings;

/// <summary>
/// The bucket of each domain: a folder of the domain's name, or in an S3 store a bucket of that name behind a beginning that all of the mesh's
/// have, with hyphens for underscores, which S3's names have not.
/// </summary>
public sealed class BucketNames
{
    private readonly string? _beginning;

    /// <summary>Reads setting <c>Mesh:Storage:Buckets</c>, which <see cref="StorageProblems"/> found to be right.</summary>
    public BucketNames(string setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        if (setting.StartsWith(S3Location.Scheme, StringComparison.Ordinal))
        {
            _beginning = setting[S3Location.Scheme.Length..];
        }
        else
        {
            Folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(setting));
        }
    }

    /// <summary>The folder that holds all buckets; null in an S3 store.</summary>
    public string? Folder { get; }

    /// <summary>The bucket of a domain: the absolute path of a folder, or <c>s3://bucket</c>.</summary>
    public string Of(string domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        return Folder is null ? $"{S3Location.Scheme}{_beginning}{domain.Replace('_', '-')}" : Path.Combine(Folder, domain);
    }

    /// <summary>The location of a domain's bucket, as metadata would write it.</summary>
    public string LocationOf(string domain) => Folder is null ? Of(domain) : FileLocation.FromPath(Of(domain));
}
