using System.Text.Json;
using MeshStarter.Platform.Iceberg.Json;

namespace MeshStarter.Platform.Iceberg.Metadata;

/// <summary>A file of statistics about one snapshot (Puffin). What it holds is kept as it was said, in <see cref="Extra"/>.</summary>
/// <param name="SnapshotId">The snapshot that it is about.</param>
/// <param name="Path">The location of the file.</param>
/// <param name="FileSizeInBytes">Its size.</param>
public sealed record StatisticsFile(long SnapshotId, string Path, long FileSizeInBytes)
{
    /// <summary>Its footer's size, the blobs it holds, and what else was said of it.</summary>
    public JsonMembers Extra { get; init; } = JsonMembers.None;

    internal static StatisticsFile Read(JsonElement element, JsonPlace place)
    {
        var json = new JsonObjectReader(element, place);
        return new StatisticsFile(json.RequiredInt64("snapshot-id"), json.RequiredText("statistics-path"), json.RequiredInt64("file-size-in-bytes")) { Extra = json.Rest() };
    }

    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("snapshot-id", SnapshotId);
        writer.WriteString("statistics-path", Path);
        writer.WriteNumber("file-size-in-bytes", FileSizeInBytes);
        Extra.WriteTo(writer);
        writer.WriteEndObject();
    }
}
