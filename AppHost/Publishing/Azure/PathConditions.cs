namespace MeshStarter.AppHost.Publishing.Azure;

/// <summary>The conditions under which an identity writes blobs. Each permits to read all of a container.</summary>
internal static class PathConditions
{
    private const string Blobs = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";
    private const string Path = $"@Resource[{Blobs}:path]";
    private const string Metadata = "'*/metadata/*.metadata.json'";

    // Of a folder that is moved, the path of no file in it is evaluated: no one moves anything.
    private const string NoMove = $"(!(ActionMatches{{'{Blobs}/move/action'}}) OR {Path} StringEquals '-')";
    private const string NoWrite = $"!(ActionMatches{{'{Blobs}/write'}}) AND !(ActionMatches{{'{Blobs}/add/action'}}) AND !(ActionMatches{{'{Blobs}/delete'}})";

    /// <summary>Writes and deletes metadata files of tables alone.</summary>
    public const string MetadataAlone = $"((({NoWrite}) OR ({Path} StringLike {Metadata})) AND {NoMove})";

    /// <summary>Writes and deletes all other files.</summary>
    public const string AllButMetadata = $"((({NoWrite}) OR ({Path} StringNotLike {Metadata})) AND {NoMove})";
}
