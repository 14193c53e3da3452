using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace MeshStarter.Contracts.Rows.Values;

/// <summary>Floating-point numbers of one size. In JSON not-a-number and the infinities are texts.</summary>
/// <typeparam name="T">The number, of at most 64 bits.</typeparam>
internal sealed class FloatingNumberValues<T>(string wanted) : PrimitiveValues<T>
    where T : struct, IBinaryFloatingPointIeee754<T>
{
    protected override string Wanted { get; } = wanted;

    public override bool HasOneText => false;

    public override IComparable? Literal(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && T.IsFinite(T.CreateTruncating(number)) ? number : null;

    protected override object? TryRead(ref Utf8JsonReader json, RowViolations violations)
    {
        if (json.TokenType == JsonTokenType.Number)
        {
            return json.TryGetDouble(out var number) && T.CreateTruncating(number) is var value && T.IsFinite(value) ? value : null;
        }

        return json.TokenType != JsonTokenType.String ? null : TextAt(ref json) switch
        {
            "NaN" => T.NaN,
            "Infinity" => T.PositiveInfinity,
            "-Infinity" => T.NegativeInfinity,
            _ => null,
        };
    }

    protected override void Write(T value, Utf8JsonWriter json)
    {
        if (!T.IsFinite(value))
        {
            json.WriteStringValue(Text(value));
        }
        else if (value is float single)
        {
            // As a double it would have digits that it does not have.
            json.WriteNumberValue(single);
        }
        else
        {
            json.WriteNumberValue(double.CreateTruncating(value));
        }
    }

    protected override string Text(T value) => value.ToString(null, CultureInfo.InvariantCulture);
}
