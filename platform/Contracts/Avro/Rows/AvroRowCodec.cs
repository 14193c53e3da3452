using System.Buffers;
using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Rows;
using MeshStarter.Platform.Avro.Binary;
using MeshStarter.Platform.Avro.Schemas;

namespace MeshStarter.Contracts.Avro.Rows;

/// <summary>
/// Turns rows from JSON into the Avro body of a schema, which is also the check that they fit it, and back into the
/// canonical JSON that <see cref="RowContract"/> describes. It never changes and may be shared between threads.
/// </summary>
/// <remarks>
/// A union's value is in JSON as it is, without its branch's name. Logical types stand as the descriptor's types do:
/// decimals and UUIDs as text, days and times in ISO 8601; bytes and fixeds as base64.
/// </remarks>
public sealed class AvroRowCodec
{
    private readonly AvroValueCodec _row;
    private readonly JsonWriterOptions _json = new() { Encoder = MeshJson.Options.Encoder, SkipValidation = true };

    /// <summary>Makes the codec of a schema.</summary>
    public AvroRowCodec(AvroSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        Schema = schema;
        _row = Codec(schema, []);
    }

    /// <summary>The schema of the rows.</summary>
    public AvroSchema Schema { get; }

    /// <summary>Writes a row's Avro body.</summary>
    /// <param name="row">The row; a member that may be null may be left out.</param>
    /// <param name="output">Takes the body; nothing where the row does not fit.</param>
    /// <returns>The violations of the row, in the schema's order; none when it fits.</returns>
    public IReadOnlyList<RowViolation> Encode(JsonElement row, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var buffer = RowBuffer.OfThread;
        var violations = Encode(row, buffer);
        if (violations.Count == 0)
        {
            output.Write(buffer.Written);
        }

        return violations;
    }

    /// <summary>Holds a row against the schema.</summary>
    /// <returns>The violations of the row, in the schema's order; none when it fits.</returns>
    public IReadOnlyList<RowViolation> Check(JsonElement row) => Encode(row, RowBuffer.OfThread);

    /// <summary>Holds a row against the schema and writes it in canonical form.</summary>
    /// <param name="row">The row.</param>
    /// <param name="canonical">The row in canonical JSON; null where it does not fit.</param>
    /// <returns>The violations of the row, in the schema's order; none when it fits.</returns>
    public IReadOnlyList<RowViolation> Canonicalize(JsonElement row, out string? canonical)
    {
        var buffer = RowBuffer.OfThread;
        var violations = Encode(row, buffer);
        canonical = violations.Count == 0 ? Decode(buffer.Written) : null;
        return violations;
    }

    /// <summary>Writes a body's row in canonical JSON.</summary>
    /// <exception cref="AvroDataException">The bytes are not a body of this schema.</exception>
    public void Decode(ReadOnlySpan<byte> body, Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var reader = new AvroReader(body);
        _row.Decode(ref reader, json, level: 0);
        if (reader.Remaining > 0)
        {
            throw reader.Damaged($"the row ends, and {reader.Remaining} bytes follow");
        }
    }

    /// <summary>A body's row as canonical JSON.</summary>
    /// <exception cref="AvroDataException">The bytes are not a body of this schema.</exception>
    public string Decode(ReadOnlySpan<byte> body)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, _json))
        {
            Decode(body, json);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private IReadOnlyList<RowViolation> Encode(JsonElement row, RowBuffer buffer)
    {
        var violations = new RowViolations();
        _row.Encode(row, buffer, violations);
        return violations.Count == 0 ? [] : violations.ToReport();
    }

    private static AvroValueCodec Codec(AvroSchema schema, Dictionary<AvroRecord, RecordCodec> records)
    {
        switch (schema)
        {
            case AvroRecord record:
                if (!records.TryGetValue(record, out var codec))
                {
                    records[record] = codec = new RecordCodec(record, isRow: records.Count == 0);
                    codec.Complete([.. record.Fields.Select(field => Codec(field.Type, records))]);
                }

                return codec;
            case AvroUnion { Optional: { } inner } union:
                return new OptionalCodec(Codec(inner, records), union.NullBranch);
            case AvroUnion union:
                return new UnionCodec([.. union.Branches.Select(branch => Codec(branch, records))]);
            case AvroArray array:
                return new ArrayCodec(Codec(array.Items, records), array.Items.MinimumBytes);
            case AvroMap map:
                return new MapCodec(Codec(map.Values, records), map.Values.MinimumBytes);
            default:
                return Leaf(schema);
        }
    }

    private static AvroValueCodec Leaf(AvroSchema schema) => schema.LogicalType switch
    {
        AvroLogicalType.Decimal => new DecimalCodec(schema.Precision, schema.Scale, (schema as AvroFixed)?.Size),
        AvroLogicalType.Uuid => new UuidCodec(isFixed: schema is AvroFixed),
        AvroLogicalType.None or AvroLogicalType.Duration => schema switch
        {
            AvroEnum symbols => new EnumCodec(symbols),
            AvroFixed @fixed => new FixedCodec(@fixed.Size),
            _ => Primitive(schema.Kind),
        },
        var temporal => new TemporalCodec(temporal),
    };

    private static AvroValueCodec Primitive(AvroKind kind) => kind switch
    {
        AvroKind.Null => new NullCodec(),
        AvroKind.Boolean => new BooleanCodec(),
        AvroKind.Int => new IntCodec(),
        AvroKind.Long => new LongCodec(),
        AvroKind.Float => new FloatingCodec(isSingle: true),
        AvroKind.Double => new FloatingCodec(isSingle: false),
        AvroKind.Bytes => new BytesCodec(),
        _ => new StringCodec(),
    };
}
