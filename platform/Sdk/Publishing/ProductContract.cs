using System.Text.Json;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Rows;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Avro.Schemas;

namespace MeshStarter.Sdk.Publishing;

/// <summary>The contract of a product, by which its publisher validates rows.</summary>
internal sealed class ProductContract(DataProductDescriptor contract, Guid schemaGuid)
{
    /// <summary>The column that names a row's event, where it is of type UUID.</summary>
    public const string IdColumn = "event_id";

    /// <summary>The column with the time of a row's event, where it is of type TIMESTAMP.</summary>
    public const string TimeColumn = "occurred_at";

    private readonly RowContract _rows = new(contract.Schema);
    private readonly RowKeys _keys = new(contract);
    private readonly bool _hasEventId = RowIdentity.HasEventId(contract.Schema);
    private readonly bool _hasOccurredAt = HasTime(contract.Schema);

    /// <summary>Makes the contract of a product whose descriptor is built in; its schema is the one that the registry makes of it, too.</summary>
    public static ProductContract Of(DataProductDescriptor descriptor) => new(descriptor, AvroFingerprint.UniqueName(AvroSchemas.FromDescriptor(descriptor)));

    /// <summary>Whether rows have the time of their events, in <see cref="TimeColumn"/>.</summary>
    public static bool HasTime(IReadOnlyList<ColumnDefinition> schema) =>
        schema.Any(column => column is { Name: TimeColumn, Type: PrimitiveType { Kind: PrimitiveKind.Timestamp } });

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
        var result = row is IRowRecord record ? _rows.Check(record) : _rows.Check(JsonSerializer.SerializeToUtf8Bytes(row, MeshJson.Options));
        if (result.Row is not { } typed)
        {
            throw new ContractViolationException(contract.Name, result.Violations);
        }

        return new OutboxEntry(
            _hasEventId && typed[IdColumn] is Guid own ? own : id ?? Guid.CreateVersion7(time.GetUtcNow()),
            contract.Key.Count == 0 ? null : Storable(RowIdentity.SubjectOf(contract.Key, typed)),
            _hasOccurredAt && typed[TimeColumn] is DateTimeOffset at ? at : time.GetUtcNow(),
            typed.ToJson());
    }

    /// <summary>The columns that name a row.</summary>
    public IReadOnlyList<string> IdentityColumns { get; } = RowIdentity.ColumnsOf(contract);

    /// <summary>Whether the rows are facts, which are deleted by their <c>event_id</c>.</summary>
    public bool IsOfFacts => contract.Key.Count == 0;

    /// <summary>Makes the outbox entry of a delete. A fact is deleted once, by the id that its own makes; otherwise the id is the one given, or a new one.</summary>
    /// <exception cref="ContractViolationException">The key is not the product's, or its rows cannot be named.</exception>
    public OutboxEntry Delete<T>(T key, TimeProvider time, Guid? id = null)
    {
        var (canonical, subject) = _keys.Of(JsonSerializer.SerializeToElement(key, MeshJson.Options));
        return new OutboxEntry(
            IsOfFacts ? StableId.Of($"delete/{subject}") : id ?? Guid.CreateVersion7(time.GetUtcNow()),
            Storable(subject),
            time.GetUtcNow(),
            canonical);
    }

    private string Storable(string subject) => !subject.Contains('\0', StringComparison.Ordinal) ? subject
        : throw new ContractViolationException(contract.Name, [new RowViolation(string.Join(", ", IdentityColumns), "key", "no value of a key has the character U+0000.")]);
}
