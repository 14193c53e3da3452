using System.Text.Json;
using MeshStarter.Platform.Iceberg.Json;

namespace MeshStarter.Platform.Iceberg.Partitioning;

/// <summary>The order in which writers should sort rows.</summary>
/// <param name="OrderId">Its id in the table; 0 is unsorted.</param>
/// <param name="Fields">The sort fields, the most significant first.</param>
public sealed record SortOrder(int OrderId, IReadOnlyList<SortField> Fields)
{
    /// <summary>No order.</summary>
    public static SortOrder Unsorted { get; } = new(0, []);

    /// <summary>Whether the other sorts the same, whatever its id.</summary>
    public bool IsSameAs(SortOrder other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Fields.SequenceEqual(other.Fields);
    }

    /// <summary>Further members of its JSON, which are written as they were read.</summary>
    public JsonMembers Extra { get; init; } = JsonMembers.None;

    /// <summary>Equal when the fields are, in order.</summary>
    public bool Equals(SortOrder? other) => other is not null && OrderId == other.OrderId && IsSameAs(other) && Extra.Equals(other.Extra);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(OrderId, Fields.Count);

    /// <summary>Writes the specification's JSON.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteNumber("order-id", OrderId);
        IcebergJson.WriteList(writer, "fields", Fields, static (field, json) => field.WriteTo(json));
        Extra.WriteTo(writer);
        writer.WriteEndObject();
    }

    internal static SortOrder Read(JsonElement element, JsonPlace place)
    {
        var json = new JsonObjectReader(element, place);
        var order = new SortOrder(json.Int32("order-id") ?? 0, json.RequiredList("fields", SortField.Read)) { Extra = json.Rest() };
        return order.OrderId == 0 && order.Fields.Count > 0
            ? throw place.Member("order-id").Wrong("0 is the order without fields; one with fields has another id.")
            : order;
    }
}
