using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Avro;

namespace MeshStarter.Sdk;

/// <summary>The contract of a product, by which its publisher validates rows.</summary>
internal sealed class ProductContract(DataProductDescriptor contract, AvroSchema schema, Guid schemaGuid)
{
    private readonly RowContract _rows = new(schema);
    private readonly bool _hasEventId = contract.Schema.Any(column => column is { Name: "event_id", Type: PrimitiveType { Kind: PrimitiveKind.Uuid } });
    private readonly bool _hasOccurredAt = contract.Schema.Any(column => column is { Name: "occurred_at", Type: PrimitiveType { Kind: PrimitiveKind.Timestamp } });

    /// <summary>Makes the contract of a product whose descriptor is built in; its schema is the one that the registry makes of it, too.</summary>
    public static ProductContract Of(DataProductDescriptor descriptor)
    {
        var schema = AvroSchemas.FromDescriptor(descriptor);
        return new ProductContract(descriptor, schema, AvroFingerprint.UniqueName(schema));
    }

    public ProductMajorVersion Product => new(contract.Name, contract.Version.Major);

    /// <summary>The name, in every registry, of the schema that rows are validated against.</summary>
    public Guid SchemaGuid => schemaGuid;

    /// <summary>
    /// Makes the outbox entry of a row. Its id is the row's own <c>event_id</c> where the contract has one, else the one given, else a new one;
    /// its time is <c>occurred_at</c> where the contract has one, else now.
    /// </summary>
    /// <exception cref="ContractViolationException">The row breaks the contract.</exception>
    public OutboxEntry Entry<T>(T row, TimeProvider time, Guid? id = null)
    {
        var checkedRow = _rows.Check(JsonSerializer.SerializeToElement(row, MeshJson.Options));
        if (checkedRow.Row is not { } canonical)
        {
            throw new ContractViolationException(contract.Name, checkedRow.Violations);
        }

        return new OutboxEntry(
            _hasEventId && canonical["event_id"] is { } own ? own.GetValue<string>() is var text ? Guid.Parse(text) : default : id ?? Guid.CreateVersion7(time.GetUtcNow()),
            contract.Key.Count == 0 ? null : string.Join('/', contract.Key.Select(column => canonical[column]?.ToString())),
            _hasOccurredAt && canonical["occurred_at"] is JsonValue at ? DateTimeOffset.Parse(at.GetValue<string>(), null) : time.GetUtcNow(),
            canonical.ToJsonString(MeshJson.Options));
    }
}
