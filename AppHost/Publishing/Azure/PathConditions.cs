namespace MeshStarter.AppHost.Publishing.Azure;

/// <summary>The conditions under which an identity writes blobs. Each permits to read all of a container.</summary>
internal static class PathConditions
{
    private const string Blobs = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";
    private const string Path = $"@Resource[{Blobs}:path]";
    private const string Metadata = "'*/metadata/*.metadata.json'";

    private const string NoWrite = $"!(ActionMatches{{'{Blobs}/write'}}) AND !(ActionMatches{{'{Blobs}/add/action'}}) AND !(ActionMatches{{'{Blobs}/delete'}})";

    /// <summary>Writes and deletes metadata files of tables alone.</summary>
    public const string MetadataAlone = $"(({NoWrite}) OR ({Path} StringLike {Metadata}))";

    /// <summary>Writes and deletes all other files.</summary>
    public const string AllButMetadata = $"(({NoWrite}) OR ({Path} StringNotLike {Metadata}))";
}
