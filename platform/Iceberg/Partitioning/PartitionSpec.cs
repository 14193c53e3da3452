using System.Text.Json;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Platform.Iceberg.Partitioning;

/// <summary>The partitioning of a table's files. A table may have several; each file names its own.</summary>
/// <param name="SpecId">Its id in the table.</param>
/// <param name="Fields">Its parts; none for an unpartitioned table.</param>
public sealed record PartitionSpec(int SpecId, IReadOnlyList<PartitionField> Fields)
{
    /// <summary>The id before the first that a partition field gets.</summary>
    public const int LastIdBeforeFirst = 999;

    /// <summary>The spec of a table without partitions.</summary>
    public static PartitionSpec Unpartitioned { get; } = new(0, []);

    /// <summary>Whether no part divides anything.</summary>
    public bool IsUnpartitioned => Fields.All(static part => part.Transform is VoidTransform);

    /// <summary>The highest id of its fields; 999 when it has none.</summary>
    public int HighestFieldId => Fields.Aggregate(LastIdBeforeFirst, static (highest, part) => Math.Max(highest, part.FieldId));

    /// <summary>The type of this spec's partition values in manifests: a struct of optional fields, in order. A source that no schema has any more is unknown.</summary>
    public IcebergStruct PartitionType(params IEnumerable<TableSchema> schemas) => new(
    [
        .. Fields.Select(field => new NestedField(
            field.FieldId,
            field.Name,
            Required: false,
            field.Transform.ResultType(schemas.Select(schema => schema.FindField(field.SourceId)).FirstOrDefault(source => source is not null)?.Type ?? new IcebergPrimitive(IcebergPrimitiveKind.Unknown)))),
    ]);

    /// <summary>Whether files are divided the same: same sources, transforms and names in the same order, whatever the ids.</summary>
    public bool IsCompatibleWith(PartitionSpec other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Fields.Select(Division).SequenceEqual(other.Fields.Select(Division));
    }

    /// <summary>Further members of its JSON, which are written as they were read.</summary>
    public JsonMembers Extra { get; init; } = JsonMembers.None;

    /// <summary>Equal when the fields are, in order.</summary>
    public bool Equals(PartitionSpec? other) => other is not null && SpecId == other.SpecId && Fields.SequenceEqual(other.Fields) && Extra.Equals(other.Extra);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(SpecId, Fields.Count);

    /// <summary>Writes the specification's JSON.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteNumber("spec-id", SpecId);
        IcebergJson.WriteList(writer, "fields", Fields, static (field, json) => field.WriteTo(json));
        Extra.WriteTo(writer);
        writer.WriteEndObject();
    }

    internal static PartitionSpec Read(JsonElement element, JsonPlace place)
    {
        var json = new JsonObjectReader(element, place);
        return new PartitionSpec(json.Int32("spec-id") ?? 0, ReadFields(json.Required("fields"), place.Member("fields"))) { Extra = json.Rest() };
    }

    /// <summary>Reads a spec that a client asks for: a field without an id has none yet.</summary>
    internal static PartitionSpec ReadNew(JsonElement element, JsonPlace place)
    {
        var json = new JsonObjectReader(element, place);
        return new PartitionSpec(
            json.Int32("spec-id") ?? 0,
            json.RequiredList("fields", static (part, at) => PartitionField.Read(part, at, PartitionField.Unassigned)))
        {
            Extra = json.Rest(),
        };
    }

    internal static IReadOnlyList<PartitionField> ReadFields(JsonElement element, JsonPlace place)
    {
        var next = LastIdBeforeFirst;
        var fields = JsonObjectReader.ListOf(element, place, (field, at) =>
        {
            var read = PartitionField.Read(field, at, next + 1);
            next = Math.Max(next, read.FieldId);
            return read;
        });
        for (var i = 0; i < fields.Count; i++)
        {
            for (var k = 0; k < i; k++)
            {
                if (fields[i].Name == fields[k].Name)
                {
                    throw place.Item(i).Member("name").Wrong($"\"{fields[i].Name}\" is the name of field {k} too; names are unique.");
                }

                if (fields[i].FieldId == fields[k].FieldId)
                {
                    throw place.Item(i).Member("field-id").Wrong($"{fields[i].FieldId} is the id of field {k} too; ids are unique.");
                }
            }
        }

        return fields;
    }

    private static (int Source, string Transform, string Name) Division(PartitionField field) => (field.SourceId, field.Transform.ToString(), field.Name);
}
