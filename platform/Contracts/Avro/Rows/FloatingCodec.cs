using System.Text.Json;
using MeshStarter.Platform.Avro.Binary;

namespace MeshStarter.Contracts.Avro.Rows;

/// <summary>Floating-point numbers; not-a-number and the infinities are texts in JSON.</summary>
internal sealed class FloatingCodec(bool isSingle) : AvroValueCodec
{
    /// <summary>Whether it has 32 bits.</summary>
    public bool IsSingle => isSingle;

    public override void Decode(ref AvroReader reader, Utf8JsonWriter json, int level)
    {
        var single = isSingle ? reader.ReadFloat() : 0;
        var number = isSingle ? single : reader.ReadDouble();
        if (double.IsNaN(number))
        {
            json.WriteStringValue("NaN"u8);
        }
        else if (double.IsInfinity(number))
        {
            json.WriteStringValue(number > 0 ? "Infinity"u8 : "-Infinity"u8);
        }
        else if (isSingle)
        {
            json.WriteNumberValue(single);
        }
        else
        {
            json.WriteNumberValue(number);
        }
    }

    protected override void EncodeValue(JsonElement value, RowBuffer output, RowViolations violations)
    {
        if (TryGet(value, out var number) && !(isSingle && double.IsFinite(number) && !float.IsFinite((float)number)))
        {
            if (isSingle)
            {
                output.Writer.WriteFloat((float)number);
            }
            else
            {
                output.Writer.WriteDouble(number);
            }
        }
        else
        {
            AddType(violations, isSingle ? "a REAL number" : "a DOUBLE number");
        }
    }

    private static bool TryGet(JsonElement value, out double number)
    {
        if (value.ValueKind == JsonValueKind.Number)
        {
            return value.TryGetDouble(out number) && double.IsFinite(number);
        }

        number = double.NaN;
        if (!JsonText.TryGet(value, out var text))
        {
            return false;
        }

        number = text.SequenceEqual("Infinity"u8) ? double.PositiveInfinity : text.SequenceEqual("-Infinity"u8) ? double.NegativeInfinity : double.NaN;
        return double.IsInfinity(number) || text.SequenceEqual("NaN"u8);
    }
}
