using System.Text.Json;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Schemas;

namespace MeshStarter.Platform.Iceberg.Commits;

/// <summary>Adds a schema; one that the table has already is not added again.</summary>
public sealed record AddSchema(TableSchema Schema) : TableUpdate("add-schema")
{
    /// <summary>The highest id ever given, where a client still says it; null to take it from the schema.</summary>
    public int? LastColumnId { get; init; }

    internal override void ApplyTo(TableMetadataBuilder builder) => builder.AddSchema(Schema, LastColumnId);

    private protected override void WriteMembers(Utf8JsonWriter writer)
    {
        IcebergJson.WriteMember(writer, "schema", Schema.WriteTo);
        IcebergJson.WriteOptional(writer, "last-column-id", LastColumnId);
    }
}

/// <summary>Puts a schema in force; -1 is the one that this commit added last.</summary>
public sealed record SetCurrentSchema(int SchemaId) : TableUpdate("set-current-schema")
{
    internal override void ApplyTo(TableMetadataBuilder builder) => builder.SetCurrentSchema(SchemaId);

    private protected override void WriteMembers(Utf8JsonWriter writer) => writer.WriteNumber("schema-id", SchemaId);
}

/// <summary>Drops schemas that no snapshot needs any more; the current one cannot be.</summary>
public sealed record RemoveSchemas(IReadOnlyList<int> SchemaIds) : TableUpdate("remove-schemas")
{
    internal override void ApplyTo(TableMetadataBuilder builder) => builder.RemoveSchemas(SchemaIds);

    private protected override void WriteMembers(Utf8JsonWriter writer) =>
        IcebergJson.WriteList(writer, "schema-ids", SchemaIds, static (id, json) => json.WriteNumberValue(id));
}

/// <summary>Adds a partition spec; one that divides the same is not added again.</summary>
public sealed record AddPartitionSpec(PartitionSpec Spec) : TableUpdate("add-spec")
{
    internal override void ApplyTo(TableMetadataBuilder builder) => builder.AddPartitionSpec(Spec);

    private protected override void WriteMembers(Utf8JsonWriter writer) => IcebergJson.WriteMember(writer, "spec", Spec.WriteTo);
}

/// <summary>Says which partition spec writers use; -1 is the one that this commit added last.</summary>
public sealed record SetDefaultPartitionSpec(int SpecId) : TableUpdate("set-default-spec")
{
    internal override void ApplyTo(TableMetadataBuilder builder) => builder.SetDefaultPartitionSpec(SpecId);

    private protected override void WriteMembers(Utf8JsonWriter writer) => writer.WriteNumber("spec-id", SpecId);
}

/// <summary>Drops partition specs that no file needs any more; the default one cannot be.</summary>
public sealed record RemovePartitionSpecs(IReadOnlyList<int> SpecIds) : TableUpdate("remove-partition-specs")
{
    internal override void ApplyTo(TableMetadataBuilder builder) => builder.RemovePartitionSpecs(SpecIds);

    private protected override void WriteMembers(Utf8JsonWriter writer) =>
        IcebergJson.WriteList(writer, "spec-ids", SpecIds, static (id, json) => json.WriteNumberValue(id));
}

/// <summary>Adds a sort order; one that sorts the same is not added again.</summary>
public sealed record AddSortOrder(SortOrder Order) : TableUpdate("add-sort-order")
{
    internal override void ApplyTo(TableMetadataBuilder builder) => builder.AddSortOrder(Order);

    private protected override void WriteMembers(Utf8JsonWriter writer) => IcebergJson.WriteMember(writer, "sort-order", Order.WriteTo);
}

/// <summary>Says which sort order writers use; -1 is the one that this commit added last.</summary>
public sealed record SetDefaultSortOrder(int OrderId) : TableUpdate("set-default-sort-order")
{
    internal override void ApplyTo(TableMetadataBuilder builder) => builder.SetDefaultSortOrder(OrderId);

    private protected override void WriteMembers(Utf8JsonWriter writer) => writer.WriteNumber("sort-order-id", OrderId);
}
