using System.Security.Cryptography;
using System.Text.Json;
using MeshStarter.Platform.Iceberg.Json;

namespace MeshStarter.Platform.Iceberg.Metadata;

/// <summary>The state of a table after one write.</summary>
public sealed record Snapshot
{
    /// <summary>Its id: any number of 64 bits. Our writers draw 1 to 2^53 - 1, which every JSON reader holds.</summary>
    public required long SnapshotId { get; init; }

    /// <summary>The snapshot it was made from; null for the first of a branch.</summary>
    public long? ParentSnapshotId { get; init; }

    /// <summary>Its place in the order of writes; 0 in format 1.</summary>
    public long SequenceNumber { get; init; }

    /// <summary>The time at which it was made, in milliseconds since 1970-01-01 UTC.</summary>
    public required long TimestampMs { get; init; }

    /// <summary>The location of its manifest list; null only in format 1, which may name the <see cref="Manifests"/> themselves.</summary>
    public string? ManifestList { get; init; }

    /// <summary>Its manifests, where format 1 names them here; null otherwise.</summary>
    public IReadOnlyList<string>? Manifests { get; init; }

    /// <summary>The summary, with keys of the specification (<c>operation</c>, <c>added-records</c> …) and others. All values are text.</summary>
    public IReadOnlyDictionary<string, string> Summary { get; init; } = new Dictionary<string, string>();

    /// <summary>The table's schema when it was made; null when missing.</summary>
    public int? SchemaId { get; init; }

    /// <summary>The row id of its first new row (format 3).</summary>
    public long? FirstRowId { get; init; }

    /// <summary>The number of row ids that it takes (format 3).</summary>
    public long? AddedRows { get; init; }

    /// <summary>The key that its manifest list is encrypted with (format 3).</summary>
    public string? KeyId { get; init; }

    /// <summary>Unknown members, written back as they were read.</summary>
    public JsonMembers Extra { get; init; } = JsonMembers.None;

    /// <summary><c>append</c>, <c>replace</c>, <c>overwrite</c> or <c>delete</c>; null when missing.</summary>
    public string? Operation => Summary.GetValueOrDefault("operation");

    /// <summary>Draws the id of a new snapshot.</summary>
    internal static long NewId() => RandomNumberGenerator.GetInt32(1, 1 << 21) * (1L << 32) + RandomNumberGenerator.GetInt32(int.MaxValue);

    /// <summary>Writes the specification's JSON.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        IcebergJson.WriteOptional(writer, "sequence-number", SequenceNumber == 0 && ManifestList is null ? null : SequenceNumber);
        writer.WriteNumber("snapshot-id", SnapshotId);
        IcebergJson.WriteOptional(writer, "parent-snapshot-id", ParentSnapshotId);
        writer.WriteNumber("timestamp-ms", TimestampMs);
        if (Summary.Count > 0)
        {
            IcebergJson.WriteMap(writer, "summary", Summary);
        }

        IcebergJson.WriteOptional(writer, "manifest-list", ManifestList);
        if (Manifests is not null)
        {
            IcebergJson.WriteList(writer, "manifests", Manifests, static (path, json) => json.WriteStringValue(path));
        }

        IcebergJson.WriteOptional(writer, "schema-id", SchemaId);
        IcebergJson.WriteOptional(writer, "first-row-id", FirstRowId);
        IcebergJson.WriteOptional(writer, "added-rows", AddedRows);
        IcebergJson.WriteOptional(writer, "key-id", KeyId);
        Extra.WriteTo(writer);
        writer.WriteEndObject();
    }

    internal static Snapshot Read(JsonElement element, JsonPlace place)
    {
        var json = new JsonObjectReader(element, place);
        var list = json.Text("manifest-list");
        var manifests = json.List("manifests", JsonObjectReader.TextOf);
        if (list is null && manifests is null)
        {
            throw place.Member("manifest-list").Wrong("is required (format 1 may have manifests instead).");
        }

        return new Snapshot
        {
            SnapshotId = json.RequiredInt64("snapshot-id"),
            ParentSnapshotId = json.Int64("parent-snapshot-id"),
            SequenceNumber = json.Int64("sequence-number") is var number && number < 0
                ? throw place.Member("sequence-number").Wrong("must not be negative.")
                : number ?? 0,
            TimestampMs = json.RequiredInt64("timestamp-ms"),
            ManifestList = list,
            Manifests = list is null ? manifests : null,
            Summary = json.TextMap("summary") ?? new Dictionary<string, string>(StringComparer.Ordinal),
            SchemaId = json.Int32("schema-id"),
            FirstRowId = json.Int64("first-row-id"),
            AddedRows = json.Int64("added-rows") is var rows && rows < 0 ? throw place.Member("added-rows").Wrong("must not be negative.") : rows,
            KeyId = json.Text("key-id"),
            Extra = json.Rest(),
        };
    }
}
