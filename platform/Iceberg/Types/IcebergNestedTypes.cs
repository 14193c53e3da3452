using System.Text.Json;
using MeshStarter.Platform.Iceberg.Json;

namespace MeshStarter.Platform.Iceberg.Types;

/// <summary>Named fields in an order.</summary>
public sealed record IcebergStruct(IReadOnlyList<NestedField> Fields) : IcebergType
{
    /// <inheritdoc/>
    public override bool IsPrimitive => false;

    /// <inheritdoc/>
    public override IReadOnlyList<NestedField> Children => Fields;

    /// <inheritdoc/>
    public override string ToString() => $"struct<{string.Join(", ", Fields.Select(field => $"{field.Id}: {field.Name}: {field.Type}"))}>";

    /// <inheritdoc/>
    public override void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteString("type", "struct");
        IcebergJson.WriteList(writer, "fields", Fields, static (field, json) => field.WriteTo(json));
        writer.WriteEndObject();
    }

    /// <summary>Equal when the fields are, in order.</summary>
    public bool Equals(IcebergStruct? other) => other is not null && Fields.SequenceEqual(other.Fields);

    /// <inheritdoc/>
    public override int GetHashCode() => Fields.Aggregate(Fields.Count, static (hash, field) => HashCode.Combine(hash, field.Id, field.Name));
}

/// <summary>Values of one type in an order.</summary>
public sealed record IcebergList(int ElementId, bool ElementRequired, IcebergType Element) : IcebergType
{
    /// <inheritdoc/>
    public override bool IsPrimitive => false;

    /// <inheritdoc/>
    public override IReadOnlyList<NestedField> Children => [new(ElementId, "element", ElementRequired, Element)];

    /// <inheritdoc/>
    public override string ToString() => $"list<{Element}>";

    /// <inheritdoc/>
    public override void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteString("type", "list");
        writer.WriteNumber("element-id", ElementId);
        IcebergJson.WriteMember(writer, "element", Element.WriteTo);
        writer.WriteBoolean("element-required", ElementRequired);
        writer.WriteEndObject();
    }
}

/// <summary>Values by key. Keys are never null.</summary>
public sealed record IcebergMap(int KeyId, IcebergType Key, int ValueId, bool ValueRequired, IcebergType Value) : IcebergType
{
    /// <inheritdoc/>
    public override bool IsPrimitive => false;

    /// <inheritdoc/>
    public override IReadOnlyList<NestedField> Children => [new(KeyId, "key", Required: true, Key), new(ValueId, "value", ValueRequired, Value)];

    /// <inheritdoc/>
    public override string ToString() => $"map<{Key}, {Value}>";

    /// <inheritdoc/>
    public override void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteString("type", "map");
        writer.WriteNumber("key-id", KeyId);
        IcebergJson.WriteMember(writer, "key", Key.WriteTo);
        writer.WriteNumber("value-id", ValueId);
        IcebergJson.WriteMember(writer, "value", Value.WriteTo);
        writer.WriteBoolean("value-required", ValueRequired);
        writer.WriteEndObject();
    }
}
