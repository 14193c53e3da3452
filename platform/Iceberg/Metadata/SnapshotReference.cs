using System.Text.Json;
using MeshStarter.Platform.Iceberg.Json;

namespace MeshStarter.Platform.Iceberg.Metadata;

/// <summary>The kind of a snapshot's name.</summary>
public enum SnapshotReferenceKind
{
    /// <summary>A name that moves with the writes to it.</summary>
    Branch,

    /// <summary>A name of one snapshot.</summary>
    Tag,
}

/// <summary>A named snapshot: a branch or a tag.</summary>
public sealed record SnapshotReference
{
    /// <summary>The branch that readers see.</summary>
    public const string Main = "main";

    /// <summary>Characters that a name has at the most.</summary>
    public const int MaximumNameLength = 255;

    /// <summary>The snapshot it names.</summary>
    public required long SnapshotId { get; init; }

    /// <summary>Branch or tag.</summary>
    public required SnapshotReferenceKind Kind { get; init; }

    /// <summary>Snapshots of a branch that expiry keeps at least; null for the table's setting.</summary>
    public int? MinSnapshotsToKeep { get; init; }

    /// <summary>The time that expiry keeps a branch's snapshots, in milliseconds; null for the table's setting.</summary>
    public long? MaxSnapshotAgeMs { get; init; }

    /// <summary>The time that expiry keeps the name itself, in milliseconds; null for ever, as <c>main</c> always is.</summary>
    public long? MaxReferenceAgeMs { get; init; }

    /// <summary>Further members of its JSON, which are written as they were read.</summary>
    public JsonMembers Extra { get; init; } = JsonMembers.None;

    /// <summary>A branch at a snapshot, kept by the table's settings.</summary>
    public static SnapshotReference Branch(long snapshotId) => new() { SnapshotId = snapshotId, Kind = SnapshotReferenceKind.Branch };

    /// <summary>A tag of a snapshot, kept for ever.</summary>
    public static SnapshotReference Tag(long snapshotId) => new() { SnapshotId = snapshotId, Kind = SnapshotReferenceKind.Tag };

    internal static SnapshotReference Read(JsonElement element, JsonPlace place)
    {
        var json = new JsonObjectReader(element, place);
        var reference = ReadMembers(json);
        return reference with { Extra = json.Rest() };
    }

    /// <summary>Reads the members that a reference and the update that sets one share.</summary>
    internal static SnapshotReference ReadMembers(JsonObjectReader json)
    {
        var kind = json.RequiredText("type").ToLowerInvariant() switch
        {
            "branch" => SnapshotReferenceKind.Branch,
            "tag" => SnapshotReferenceKind.Tag,
            var other => throw json.Place.Member("type").Wrong($"must be \"branch\" or \"tag\", not \"{other}\"."),
        };
        var reference = new SnapshotReference
        {
            SnapshotId = json.RequiredInt64("snapshot-id"),
            Kind = kind,
            MinSnapshotsToKeep = json.Int32("min-snapshots-to-keep"),
            MaxSnapshotAgeMs = json.Int64("max-snapshot-age-ms"),
            MaxReferenceAgeMs = json.Int64("max-ref-age-ms"),
        };
        if (kind == SnapshotReferenceKind.Tag && (reference.MinSnapshotsToKeep ?? reference.MaxSnapshotAgeMs) is not null)
        {
            throw json.Place.Wrong("a tag has neither min-snapshots-to-keep nor max-snapshot-age-ms.");
        }

        Positive(json, "min-snapshots-to-keep", reference.MinSnapshotsToKeep);
        Positive(json, "max-snapshot-age-ms", reference.MaxSnapshotAgeMs);
        Positive(json, "max-ref-age-ms", reference.MaxReferenceAgeMs);
        return reference;
    }

    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        WriteMembers(writer);
        Extra.WriteTo(writer);
        writer.WriteEndObject();
    }

    internal void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteNumber("snapshot-id", SnapshotId);
        writer.WriteString("type", Kind == SnapshotReferenceKind.Tag ? "tag" : "branch");
        IcebergJson.WriteOptional(writer, "min-snapshots-to-keep", MinSnapshotsToKeep);
        IcebergJson.WriteOptional(writer, "max-snapshot-age-ms", MaxSnapshotAgeMs);
        IcebergJson.WriteOptional(writer, "max-ref-age-ms", MaxReferenceAgeMs);
    }

    private static void Positive(JsonObjectReader json, string name, long? value)
    {
        if (value <= 0)
        {
            throw json.Place.Member(name).Wrong("must be greater than 0.");
        }
    }
}
