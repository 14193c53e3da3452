using System.Data.Common;
using MeshStarter.Platform.Sources.Definitions;
using MeshStarter.Platform.Storage;
using MeshStarter.Platform.Storage.S3;

namespace MeshStarter.Platform.Sources.Files;

/// <summary>Opens the place of a source's files.</summary>
public static class FilePlaces
{
    private const string Form = "Path=…;Endpoint=…;Region=…;AccessKey=…;SecretKey=…";

    /// <summary>Opens a place.</summary>
    /// <param name="source">The source.</param>
    /// <param name="key">The setting with its connection string, for messages.</param>
    /// <param name="connectionString">Its connection string: <c>Path</c> where the definition has none, and the keys of a bucket; null where none is needed.</param>
    /// <exception cref="SourceRefusedException">The place or its keys are missing.</exception>
    public static IFilePlace Open(FilesSource source, string key, string? connectionString)
    {
        ArgumentNullException.ThrowIfNull(source);
        var given = Parse(key, connectionString);
        var path = source.Path ?? given("Path") ?? throw Refused(key, "it has no Path, and neither has the source.yaml");
        if (BucketLocation.IsOne(path))
        {
            var credentials = new S3Credentials(given("AccessKey") ?? throw Refused(key, "it has no AccessKey"), given("SecretKey") ?? throw Refused(key, "it has no SecretKey"));
            var endpoint = given("Endpoint") is { } address ? Uri.TryCreate(address, UriKind.Absolute, out var url) ? url : throw Refused(key, "its Endpoint is no address") : null;
            return new BucketPlace(new S3Connection(new S3Endpoint(endpoint, given("Region") ?? "us-east-1", endpoint is not null), credentials), Location(key, path));
        }

        return Path.IsPathFullyQualified(path) ? new FolderPlace(path) : throw Refused(key, "its Path is neither an absolute path nor s3://bucket/prefix");
    }

    private static BucketLocation Location(string key, string path)
    {
        try
        {
            return BucketLocation.Parse(path);
        }
        catch (StorageException unreadable)
        {
            throw new SourceRefusedException($"Setting {key}: {unreadable.Message} Fix: write {Form}", unreadable);
        }
    }

    private static Func<string, string?> Parse(string key, string? connectionString)
    {
        try
        {
            var values = new DbConnectionStringBuilder { ConnectionString = connectionString ?? "" };
            return name => values.TryGetValue(name, out var value) && value is string { Length: > 0 } text ? text : null;
        }
        catch (ArgumentException unreadable)
        {
            // The message of the exception may repeat parts of the value, and with them the keys.
            throw Refused(key, "it cannot be read", unreadable);
        }
    }

    private static SourceRefusedException Refused(string key, string problem, Exception? cause = null) => new($"Setting {key}: {problem}. Fix: write {Form}", cause);
}
