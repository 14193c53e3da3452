using System.Globalization;
using System.Text.Json;
using MeshStarter.Platform.Avro.Binary;

namespace MeshStarter.Contracts.Rows.Values;

/// <summary>Floating-point numbers of 64 bits.</summary>
internal sealed class DoubleValues : PrimitiveValues<double>
{
    public override bool HasOneText => false;

    protected override string Wanted => "a DOUBLE number";

    public override IComparable? Literal(string text) => FloatingNumber.Finite(text);

    protected override object? TryRead(ref Utf8JsonReader json, RowViolations violations) =>
        FloatingNumber.TryRead(ref json);

    protected override void Write(double value, Utf8JsonWriter json)
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

    protected override void Write(double value, AvroWriter avro) => avro.WriteDouble(value);

    protected override string Text(double value) => FloatingNumber.TextOf(value) ?? value.ToString(CultureInfo.InvariantCulture);
}
