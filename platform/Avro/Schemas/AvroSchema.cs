using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace MeshStarter.Platform.Avro.Schemas;

/// <summary>
/// A schema of Apache Avro 1.12 (https://avro.apache.org/docs/1.12.0/specification/). It is made by parsing its JSON, which
/// is checked whole; it never changes afterwards and may be shared between threads.
/// </summary>
/// <remarks>
/// Written by hand; docs/decisions/0005-avro.md says why. The cases are <see cref="AvroPrimitive"/>,
/// <see cref="AvroRecord"/>, <see cref="AvroEnum"/>, <see cref="AvroFixed"/>, <see cref="AvroArray"/>,
/// <see cref="AvroMap"/> and <see cref="AvroUnion"/>; there are no others.
/// </remarks>
public abstract class AvroSchema
{
    private protected AvroSchema(AvroKind kind, IReadOnlyDictionary<string, JsonElement>? properties, int fixedSize = 0)
    {
        Kind = kind;
        Properties = properties ?? AvroProperties.None;
        LogicalType = AvroLogicalTypes.Of(kind, Properties, fixedSize);
        if (LogicalType == AvroLogicalType.Decimal)
        {
            (Precision, Scale) = (AvroDecimal.PrecisionOf(Properties), AvroDecimal.ScaleOf(Properties));
        }
    }

    /// <summary>The kind of the type.</summary>
    public AvroKind Kind { get; }

    /// <summary>
    /// The attributes that Avro itself does not know or only knows as a logical type's, such as <c>element-id</c> and
    /// <c>logicalType</c>, as they were written and in their order.
    /// </summary>
    public IReadOnlyDictionary<string, JsonElement> Properties { get; }

    /// <summary>
    /// The logical type of the values; <see cref="AvroLogicalType.None"/> also for a name that is unknown or does not fit the type or its attributes,
    /// which stays in <see cref="Properties"/> and is otherwise ignored, as the specification requires.
    /// </summary>
    public AvroLogicalType LogicalType { get; }

    /// <summary>All digits of a decimal's values, at least 1; 0 where <see cref="LogicalType"/> is another.</summary>
    public int Precision { get; }

    /// <summary>The digits after the point of a decimal's values; 0 where <see cref="LogicalType"/> is another.</summary>
    public int Scale { get; }

    /// <summary>The fewest bytes that a value takes; 0 exactly where every value takes none.</summary>
    public int MinimumBytes { get; internal set; }

    /// <summary>The number of records, arrays and maps that are nested in it, itself counted; a type within itself counts once.</summary>
    internal int Height { get; private protected set; }

    /// <summary>Reads a schema's JSON.</summary>
    /// <param name="json">The schema, such as <c>"string"</c> (with the quotes) or a record's object.</param>
    /// <param name="references">Schemas whose named types this one may use by name.</param>
    /// <exception cref="AvroSchemaException">It is no schema; the message says where and why.</exception>
    public static AvroSchema Parse(string json, params IEnumerable<AvroSchema> references)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(references);
        return AvroSchemaParser.Parse(json, references);
    }

    /// <summary>Reads a schema's JSON; on failure <paramref name="error"/> says where and why.</summary>
    public static bool TryParse(
        string json,
        IEnumerable<AvroSchema> references,
        [NotNullWhen(true)] out AvroSchema? schema,
        [NotNullWhen(false)] out AvroSchemaException? error)
    {
        try
        {
            (schema, error) = (Parse(json, references), null);
            return true;
        }
        catch (AvroSchemaException exception)
        {
            (schema, error) = (null, exception);
            return false;
        }
    }

    /// <summary>Writes the schema's JSON, with every named type in full where it is first and by name afterwards.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        new AvroSchemaWriter(writer, isNormalized: false).Write(this, enclosing: null);
    }

    /// <summary>
    /// The schema's JSON in a form that does not depend on how it was written: full names, and the attributes that Avro does
    /// not know in order of their names. Types of <paramref name="references"/>, with which it was read, are there by name.
    /// </summary>
    public string ToNormalizedText(params IEnumerable<AvroSchema> references)
    {
        ArgumentNullException.ThrowIfNull(references);
        return AvroSchemaWriter.TextOf(this, isNormalized: true, references);
    }

    /// <summary>The schema's JSON, what <see cref="Parse"/> reads.</summary>
    public override string ToString() => AvroSchemaWriter.TextOf(this, isNormalized: false, []);
}
