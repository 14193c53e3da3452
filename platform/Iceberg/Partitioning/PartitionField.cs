using System.Text.Json;
using MeshStarter.Platform.Iceberg.Json;

namespace MeshStarter.Platform.Iceberg.Partitioning;

/// <summary>One part of how a table is partitioned.</summary>
/// <param name="SourceId">The column it is made from; of several (format 3) the first.</param>
/// <param name="FieldId">Its own id in manifests, 1000 and up.</param>
/// <param name="Name">Its name, unique in the spec.</param>
/// <param name="Transform">How it is made.</param>
public sealed record PartitionField(int SourceId, int FieldId, string Name, Transform Transform)
{
    /// <summary>The id of a field that a client asks for and the catalog has yet to give one.</summary>
    public const int Unassigned = 0;

    /// <summary>Unknown members, such as <c>source-ids</c> of format 3.</summary>
    public JsonMembers Extra { get; init; } = JsonMembers.None;

    /// <param name="element">The field's JSON.</param>
    /// <param name="place">The place in the document.</param>
    /// <param name="fieldId">Its id when it names none: format 1 gave none, and a client that asks for a new field gives none.</param>
    internal static PartitionField Read(JsonElement element, JsonPlace place, int fieldId)
    {
        var json = new JsonObjectReader(element, place);
        var sources = SourceIds.Read(json);
        return new PartitionField(sources.First, json.Int32("field-id") ?? fieldId, json.RequiredText("name"), Transform.Parse(json.RequiredText("transform")))
        {
            Extra = json.Rest(),
            AllSourceIds = sources.All,
        };
    }

    /// <summary>Every column it is made from, when the file names several; null otherwise.</summary>
    public IReadOnlyList<int>? AllSourceIds { get; init; }

    /// <summary>Equal when all parts are.</summary>
    public bool Equals(PartitionField? other) =>
        other is not null && SourceId == other.SourceId && FieldId == other.FieldId && Name == other.Name && Transform == other.Transform
        && (AllSourceIds ?? []).SequenceEqual(other.AllSourceIds ?? []) && Extra.Equals(other.Extra);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(SourceId, FieldId, Name);

    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        SourceIds.Write(writer, SourceId, AllSourceIds);
        if (FieldId != Unassigned)
        {
            writer.WriteNumber("field-id", FieldId);
        }

        writer.WriteString("name", Name);
        writer.WriteString("transform", Transform.ToString());
        Extra.WriteTo(writer);
        writer.WriteEndObject();
    }
}
