using System.Globalization;
using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Rows.Values;

/// <summary>Decimals: a number or its text, canonically the text with all decimals.</summary>
internal sealed class DecimalValues(DecimalType type) : ColumnValues
{
    protected override string Wanted => $"a number for {type}";

    public override void Write(object value, Utf8JsonWriter json)
    {
        Span<byte> text = stackalloc byte[RowDecimal.MaxTextLength];
        json.WriteStringValue(text[..((RowDecimal)value).Format(text)]);
    }

    public override string Text(object value) => ((RowDecimal)value).ToString();

    protected override object? TryRead(ref Utf8JsonReader json, RowViolations violations)
    {
        if (json.TokenType is not (JsonTokenType.Number or JsonTokenType.String))
        {
            return null;
        }

        return Number(json.ValueIsEscaped ? Encoding.UTF8.GetBytes(TextAt(ref json) ?? "") : json.ValueSpan, violations);
    }

    protected override object? TryTake(object value, RowViolations violations)
    {
        Span<byte> plain = stackalloc byte[RowDecimal.MaxTextLength];
        return value switch
        {
            decimal number when number.TryFormat(plain, out var length, provider: CultureInfo.InvariantCulture) => Number(plain[..length], violations),
            string text => Number(Encoding.UTF8.GetBytes(text), violations),
            _ => null,
        };
    }

    private object? Number(ReadOnlySpan<byte> text, RowViolations violations)
    {
        switch (RowDecimal.Read(text, type, out var value))
        {
            case DecimalFit.Fits:
                return value;
            case DecimalFit.TooManyDecimals:
                violations.Add("range", $"the value has more than the {type.Scale} decimals of {type}; round it before it is published");
                return null;
            case DecimalFit.TooManyDigits:
                violations.Add("range", $"the value has more digits than {type} holds");
                return null;
            default:
                return null;
        }
    }
}
