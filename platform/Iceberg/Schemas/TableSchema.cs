using System.Text.Json;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Platform.Iceberg.Schemas;

/// <summary>One schema of a table: its fields in order, found by id or by full name (<c>address.city</c>, <c>items.element.price</c>).</summary>
public sealed partial class TableSchema : IEquatable<TableSchema>
{
    private readonly SchemaIndex _index;

    /// <summary>Makes a schema.</summary>
    /// <param name="schemaId">Its id in the table.</param>
    /// <param name="fields">The columns.</param>
    /// <param name="identifierFieldIds">The fields that identify a row; null for none.</param>
    /// <exception cref="IcebergFormatException">Two fields have one id or one full name, or an identifier field cannot be one.</exception>
    public TableSchema(int schemaId, IReadOnlyList<NestedField> fields, IReadOnlyList<int>? identifierFieldIds = null)
        : this(schemaId, new IcebergStruct(fields), identifierFieldIds ?? [], JsonMembers.None, JsonPlace.Root("schema"))
    {
    }

    private TableSchema(int schemaId, IcebergStruct row, IReadOnlyList<int> identifierFieldIds, JsonMembers extra, JsonPlace place)
    {
        SchemaId = schemaId;
        Row = row;
        IdentifierFieldIds = identifierFieldIds;
        Extra = extra;
        _index = new SchemaIndex(row, place);
        _index.CheckIdentifiers(identifierFieldIds, place);
    }

    private TableSchema(int schemaId, TableSchema other)
    {
        (SchemaId, Row, IdentifierFieldIds, Extra, _index) = (schemaId, other.Row, other.IdentifierFieldIds, other.Extra, other._index);
    }

    /// <summary>Its id in the table.</summary>
    public int SchemaId { get; }

    /// <summary>The columns, in order.</summary>
    public IReadOnlyList<NestedField> Fields => Row.Fields;

    /// <summary>The columns as one struct.</summary>
    public IcebergStruct Row { get; }

    /// <summary>The fields that identify a row; empty for none.</summary>
    public IReadOnlyList<int> IdentifierFieldIds { get; }

    /// <summary>Unknown members of the schema.</summary>
    public JsonMembers Extra { get; }

    /// <summary>The highest id of any field, nested ones too; 0 when there is none.</summary>
    public int HighestFieldId => _index.HighestFieldId;

    /// <summary>Every field, nested ones too, the outer ones first.</summary>
    public IEnumerable<NestedField> AllFields => _index.Fields;

    /// <summary>The field of an id, at any depth; null when there is none.</summary>
    public NestedField? FindField(int id) => _index.Find(id);

    /// <summary>The field of a full name, at any depth, by exact case; null when there is none.</summary>
    public NestedField? FindField(string fullName) => _index.Find(fullName);

    /// <summary>The full name of a field, such as <c>items.element.price</c>; null when there is none of that id.</summary>
    public string? FindName(int id) => _index.FindName(id);

    /// <summary>The field that a nested field belongs to; null for a column and for an id that is not there.</summary>
    public NestedField? FindParent(int id) => _index.FindParent(id);

    /// <summary>The same schema under another id.</summary>
    public TableSchema WithId(int schemaId) => schemaId == SchemaId ? this : new TableSchema(schemaId, this);

    /// <summary>Whether the other has the same fields and identifiers, whatever its id.</summary>
    public bool IsSameAs(TableSchema other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Row.Equals(other.Row) && IdentifierFieldIds.Order().SequenceEqual(other.IdentifierFieldIds.Order());
    }

    /// <summary>Equal when the ids are and the schemas are the same.</summary>
    public bool Equals(TableSchema? other) => other is not null && SchemaId == other.SchemaId && IsSameAs(other) && Extra.Equals(other.Extra);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TableSchema);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(SchemaId, Row);

    /// <inheritdoc/>
    public override string ToString() => $"{SchemaId}: {Row}";

    /// <summary>Writes the specification's JSON.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteString("type", "struct");
        writer.WriteNumber("schema-id", SchemaId);
        if (IdentifierFieldIds.Count > 0)
        {
            IcebergJson.WriteList(writer, "identifier-field-ids", IdentifierFieldIds, static (id, json) => json.WriteNumberValue(id));
        }

        IcebergJson.WriteList(writer, "fields", Fields, static (field, json) => field.WriteTo(json));
        Extra.WriteTo(writer);
        writer.WriteEndObject();
    }

    internal static TableSchema Read(JsonElement element, JsonPlace place)
    {
        var json = new JsonObjectReader(element, place);
        if (json.RequiredText("type") is not "struct" and var type)
        {
            throw place.Member("type").Wrong($"a schema is a \"struct\", not \"{type}\".");
        }

        var fields = json.RequiredList("fields", static (field, at) => NestedField.Read(field, at, IcebergType.MaxDepth - 1));
        return new TableSchema(
            json.Int32("schema-id") ?? 0,
            new IcebergStruct(fields),
            json.List("identifier-field-ids", JsonObjectReader.Int32Of) ?? [],
            json.Rest(),
            place);
    }
}
