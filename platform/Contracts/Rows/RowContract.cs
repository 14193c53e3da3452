using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Avro.Rows;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Avro.Schemas;

namespace MeshStarter.Contracts.Rows;

/// <summary>
/// Validates rows against a product's schema and writes them in the one canonical JSON form that every port uses:
/// all columns in declared order, DECIMAL as text with its full scale, TIMESTAMP as UTC with <c>Z</c>, UUID in lower case,
/// BINARY as base64, not-a-number and infinities as text.
/// </summary>
/// <remarks>The schema is the Avro schema that the registry holds: what fits it can be written with it, and nothing else fits.</remarks>
public sealed class RowContract
{
    private readonly AvroRowCodec _codec;

    /// <summary>Makes the contract of rows of a schema, a record's.</summary>
    public RowContract(AvroSchema schema) => _codec = new AvroRowCodec(schema);

    /// <summary>Makes the contract of rows of some columns.</summary>
    public RowContract(IReadOnlyList<ColumnDefinition> schema)
        : this(AvroSchemas.FromColumns(new DataProductId("any", "row"), schema))
    {
    }

    /// <summary>Checks a row; a column that is absent counts as null.</summary>
    public RowResult Check(JsonElement row)
    {
        var violations = _codec.Canonicalize(row, out var canonical);
        return new RowResult(canonical is null ? null : JsonNode.Parse(canonical)!.AsObject(), violations);
    }
}
