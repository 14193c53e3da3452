using System.Globalization;
using System.Text.Json;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Schemas;

namespace MeshStarter.Platform.Iceberg.Commits;

/// <summary>A table that a client asks for.</summary>
/// <param name="Name">Its name in the namespace.</param>
/// <param name="Schema">Its schema; the ids in it only tie spec, order and identifiers to the fields: the catalog gives new ones.</param>
public sealed record NewTable(string Name, TableSchema Schema)
{
    /// <summary>The property by which a client asks for a format; it is not kept as a property.</summary>
    public const string FormatVersionProperty = "format-version";

    /// <summary>The requested location; null lets the catalog choose.</summary>
    public string? Location { get; init; }

    /// <summary>The partitioning of its files.</summary>
    public PartitionSpec Spec { get; init; } = PartitionSpec.Unpartitioned;

    /// <summary>The order of its rows.</summary>
    public SortOrder Order { get; init; } = SortOrder.Unsorted;

    /// <summary>Whether the table is only prepared: a later commit makes it.</summary>
    public bool Stage { get; init; }

    /// <summary>Its properties.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>The table's first metadata.</summary>
    /// <param name="location">The table's location.</param>
    /// <param name="uuid">Its UUID.</param>
    /// <param name="nowMs">The time, in milliseconds since 1970-01-01 UTC.</param>
    /// <exception cref="IcebergValidationException">Schema, spec, order and format do not fit each other.</exception>
    public TableMetadata ToMetadata(string location, Guid uuid, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(location);
        var (schema, newIds) = FreshIds.Assign(Schema);
        var spec = Spec with
        {
            SpecId = 0,
            Fields = [.. Spec.Fields.Select((part, i) => part with { SourceId = Renamed(part.SourceId, newIds, "partition"), FieldId = PartitionSpec.LastIdBeforeFirst + 1 + i })],
        };
        var order = Order with { Fields = [.. Order.Fields.Select(part => part with { SourceId = Renamed(part.SourceId, newIds, "sort") })] };
        return TableMetadataBuilder.New(Format(), nowMs)
            .Apply(new AssignUuid(uuid))
            .Apply(new SetLocation(location))
            .Apply(new AddSchema(schema))
            .Apply(new SetCurrentSchema(-1))
            .Apply(new AddPartitionSpec(spec))
            .Apply(new SetDefaultPartitionSpec(-1))
            .Apply(new AddSortOrder(order))
            .Apply(new SetDefaultSortOrder(-1))
            .Apply(new SetProperties(Properties.Where(property => property.Key != FormatVersionProperty).ToDictionary(StringComparer.Ordinal)))
            .Build();
    }

    /// <summary>Reads the specification's JSON.</summary>
    /// <exception cref="IcebergFormatException">It is no such request; the message names member and rule.</exception>
    public static NewTable Parse(JsonElement element)
    {
        var place = JsonPlace.Root("table");
        var json = new JsonObjectReader(element, place);
        return new NewTable(json.RequiredText("name"), TableSchema.Read(json.Required("schema"), place.Member("schema")))
        {
            Location = json.Text("location"),
            Spec = json.Take("partition-spec") is { } spec ? PartitionSpec.ReadNew(spec, place.Member("partition-spec")) : PartitionSpec.Unpartitioned,
            Order = json.Take("write-order") is { } order ? SortOrder.Read(order, place.Member("write-order")) : SortOrder.Unsorted,
            Stage = json.Boolean("stage-create") ?? false,
            Properties = json.TextMap("properties") ?? new Dictionary<string, string>(StringComparer.Ordinal),
        };
    }

    /// <summary>Writes the specification's JSON.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteString("name", Name);
        IcebergJson.WriteOptional(writer, "location", Location);
        IcebergJson.WriteMember(writer, "schema", Schema.WriteTo);
        IcebergJson.WriteMember(writer, "partition-spec", Spec.WriteTo);
        IcebergJson.WriteMember(writer, "write-order", Order.WriteTo);
        writer.WriteBoolean("stage-create", Stage);
        IcebergJson.WriteMap(writer, "properties", Properties);
        writer.WriteEndObject();
    }

    private static int Renamed(int sourceId, IReadOnlyDictionary<int, int> newIds, string what) =>
        newIds.TryGetValue(sourceId, out var id) ? id : throw new IcebergValidationException($"Cannot find source column for {what} field: the schema has no field {sourceId}.");

    private int Format() => !Properties.TryGetValue(FormatVersionProperty, out var text) ? TableMetadataBuilder.DefaultFormatVersion
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version
        : throw new IcebergValidationException($"{FormatVersionProperty}: \"{text}\" is not a whole number.");
}
