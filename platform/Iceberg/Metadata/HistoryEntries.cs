using System.Text.Json;
using MeshStarter.Platform.Iceberg.Json;

namespace MeshStarter.Platform.Iceberg.Metadata;

/// <summary>The snapshot that was the table's current one from <paramref name="TimestampMs"/> on (milliseconds since 1970-01-01 UTC).</summary>
public sealed record SnapshotLogEntry(long TimestampMs, long SnapshotId)
{
    internal static SnapshotLogEntry Read(JsonElement element, JsonPlace place)
    {
        var json = new JsonObjectReader(element, place);
        return new SnapshotLogEntry(json.RequiredInt64("timestamp-ms"), json.RequiredInt64("snapshot-id"));
    }

    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("timestamp-ms", TimestampMs);
        writer.WriteNumber("snapshot-id", SnapshotId);
        writer.WriteEndObject();
    }
}

/// <summary>An earlier metadata file of the table, last updated at <paramref name="TimestampMs"/> (milliseconds since 1970-01-01 UTC).</summary>
public sealed record MetadataLogEntry(long TimestampMs, string MetadataFile)
{
    internal static MetadataLogEntry Read(JsonElement element, JsonPlace place)
    {
        var json = new JsonObjectReader(element, place);
        return new MetadataLogEntry(json.RequiredInt64("timestamp-ms"), json.RequiredText("metadata-file"));
    }

    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("timestamp-ms", TimestampMs);
        writer.WriteString("metadata-file", MetadataFile);
        writer.WriteEndObject();
    }
}
