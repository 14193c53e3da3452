using System.Text.Json;
using MeshStarter.Platform.Avro.Binary;
using MeshStarter.Platform.Avro.Schemas;

namespace MeshStarter.Contracts.Avro.Rows;

/// <summary>Null, which is only a branch of unions of more than two.</summary>
internal sealed class NullCodec : AvroValueCodec
{
    public override bool TakesNull => true;

    public override void EncodeNull(RowBuffer output)
    {
        // Null takes no bytes.
    }

    public override void Decode(ref AvroReader reader, Utf8JsonWriter json, int level) => json.WriteNullValue();

    protected override void EncodeValue(JsonElement value, RowBuffer output, RowViolations violations)
    {
        if (value.ValueKind != JsonValueKind.Null)
        {
            AddType(violations, "null");
        }
    }
}

/// <summary>True and false.</summary>
internal sealed class BooleanCodec : AvroValueCodec
{
    public override void Decode(ref AvroReader reader, Utf8JsonWriter json, int level) => json.WriteBooleanValue(reader.ReadBoolean());

    protected override void EncodeValue(JsonElement value, RowBuffer output, RowViolations violations)
    {
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            output.Writer.WriteBoolean(value.ValueKind == JsonValueKind.True);
        }
        else
        {
            AddType(violations, "a BOOLEAN: true or false");
        }
    }
}

/// <summary>Whole numbers of 32 bits.</summary>
internal sealed class IntCodec : AvroValueCodec
{
    public override void Decode(ref AvroReader reader, Utf8JsonWriter json, int level) => json.WriteNumberValue(reader.ReadInt());

    protected override void EncodeValue(JsonElement value, RowBuffer output, RowViolations violations)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number))
        {
            output.Writer.WriteInt(number);
        }
        else
        {
            AddType(violations, "an INTEGER: a whole number of 32 bits");
        }
    }
}

/// <summary>Whole numbers of 64 bits.</summary>
internal sealed class LongCodec : AvroValueCodec
{
    public override void Decode(ref AvroReader reader, Utf8JsonWriter json, int level) => json.WriteNumberValue(reader.ReadLong());

    protected override void EncodeValue(JsonElement value, RowBuffer output, RowViolations violations)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number))
        {
            output.Writer.WriteLong(number);
        }
        else
        {
            AddType(violations, "a BIGINT: a whole number of 64 bits");
        }
    }
}

/// <summary>Text.</summary>
internal sealed class StringCodec : AvroValueCodec
{
    // By way of a string, which refuses bytes that are no text.
    public override void Decode(ref AvroReader reader, Utf8JsonWriter json, int level) => json.WriteStringValue(reader.ReadString());

    protected override void EncodeValue(JsonElement value, RowBuffer output, RowViolations violations)
    {
        if (JsonText.TryGet(value, out var utf8))
        {
            output.Writer.WriteBytes(utf8);
        }
        else
        {
            AddType(violations, "a STRING");
        }
    }
}

/// <summary>Bytes, in JSON as base64.</summary>
internal sealed class BytesCodec : AvroValueCodec
{
    public override void Decode(ref AvroReader reader, Utf8JsonWriter json, int level) => json.WriteBase64StringValue(reader.ReadBytes());

    protected override void EncodeValue(JsonElement value, RowBuffer output, RowViolations violations)
    {
        if (JsonText.TryGetBytes(value) is { } bytes)
        {
            output.Writer.WriteBytes(bytes);
        }
        else
        {
            AddType(violations, "BINARY in base64");
        }
    }
}

/// <summary>A stated number of bytes, in JSON as base64.</summary>
internal sealed class FixedCodec(int size) : AvroValueCodec
{
    public override void Decode(ref AvroReader reader, Utf8JsonWriter json, int level) => json.WriteBase64StringValue(reader.ReadFixed(size));

    protected override void EncodeValue(JsonElement value, RowBuffer output, RowViolations violations)
    {
        if (JsonText.TryGetBytes(value) is { } bytes && bytes.Length == size)
        {
            output.Writer.WriteFixed(bytes);
        }
        else
        {
            AddType(violations, $"{size} bytes of BINARY in base64");
        }
    }
}

/// <summary>One of a list of symbols.</summary>
internal sealed class EnumCodec(AvroEnum schema) : AvroValueCodec
{
    private readonly Dictionary<string, int> _places = schema.Symbols.Select((symbol, place) => (symbol, place)).ToDictionary(pair => pair.symbol, pair => pair.place, StringComparer.Ordinal);

    public override void Decode(ref AvroReader reader, Utf8JsonWriter json, int level) => json.WriteStringValue(schema.Symbols[reader.ReadSymbol(schema.Symbols.Count)]);

    protected override void EncodeValue(JsonElement value, RowBuffer output, RowViolations violations)
    {
        if (JsonText.TryGetString(value) is { } symbol && _places.TryGetValue(symbol, out var place))
        {
            output.Writer.WriteLong(place);
        }
        else
        {
            AddType(violations, $"a symbol of {schema.Name}");
        }
    }
}
