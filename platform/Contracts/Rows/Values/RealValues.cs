using System.Globalization;
using System.Text.Json;
using MeshStarter.Platform.Avro.Binary;

namespace MeshStarter.Contracts.Rows.Values;

/// <summary>Floating-point numbers of 32 bits.</summary>
internal sealed class RealValues : PrimitiveValues<float>
{
    public override bool HasOneText => false;

    protected override string Wanted => "a REAL number";

    public override IComparable? Literal(string text) => FloatingNumber.Finite(text) is { } number && float.IsFinite((float)number) ? number : null;

    protected override object? TryRead(ref Utf8JsonReader json, RowViolations violations) =>
        FloatingNumber.TryRead(ref json) is { } number && (!double.IsFinite(number) || float.IsFinite((float)number)) ? (float)number : null;

    protected override void Write(float value, Utf8JsonWriter json)
    {
        if (FloatingNumber.TextOf(value) is { } text)
        {
            json.WriteStringValue(text);
        }
        else
        {
            json.WriteNumberValue(value);
        }
    }

    protected override void Write(float value, AvroWriter avro) => avro.WriteFloat(value);

    protected override string Text(float value) => FloatingNumber.TextOf(value) ?? value.ToString(CultureInfo.InvariantCulture);
}
