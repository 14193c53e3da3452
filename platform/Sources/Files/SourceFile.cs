namespace MeshStarter.Platform.Sources.Files;

/// <summary>A file of a source, as it is listed.</summary>
/// <param name="Name">Its path below the source's folder, with slashes.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="ModifiedAt">The time at which it was last written.</param>
public sealed record SourceFile(string Name, long Length, DateTimeOffset ModifiedAt)
{
    /// <summary>The reason why it cannot be read under its name; null where it can.</summary>
    public string? Problem { get; init; }
}
