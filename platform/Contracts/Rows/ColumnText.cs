using System.Globalization;
using System.Numerics;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Rows;

/// <summary>Values that stand as text in rules and claims, in the canonical form of a column's type (<see cref="CanonicalText"/>).</summary>
public static class ColumnText
{
    /// <summary>Whether equal values of the type have one text. Floating-point numbers, bytes and nested values have not.</summary>
    public static bool HasOneText(ColumnType type) => type is DecimalType
        or PrimitiveType { Kind: not (PrimitiveKind.Real or PrimitiveKind.Double or PrimitiveKind.Binary) };

    /// <summary>The canonical text of a value.</summary>
    /// <param name="text">The value as a person or a token writes it.</param>
    /// <param name="type">The column's type.</param>
    /// <returns>The text; null where it is no value of the type, or <see cref="HasOneText"/> is false.</returns>
    public static string? Canonical(string text, ColumnType type)
    {
        ArgumentNullException.ThrowIfNull(text);
        return type switch
        {
            DecimalType number => Decimal(text, number),
            PrimitiveType primitive => Primitive(text, primitive.Kind),
            _ => null,
        };
    }

    private static string? Primitive(string text, PrimitiveKind kind) => kind switch
    {
        // SQL cannot contain a NUL: the engine reads the text up to it.
        PrimitiveKind.String => text.Contains('\0', StringComparison.Ordinal) ? null : text,
        PrimitiveKind.Boolean => text.ToLowerInvariant() is "true" or "false" ? text.ToLowerInvariant() : null,
        PrimitiveKind.Integer => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number.ToString(CultureInfo.InvariantCulture) : null,
        PrimitiveKind.BigInt => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number.ToString(CultureInfo.InvariantCulture) : null,
        PrimitiveKind.Uuid => Guid.TryParseExact(text, "D", out var uuid) ? uuid.ToString("D") : null,
        PrimitiveKind.Date => IsoText.Date(text) is { } day ? CanonicalText.Of(day) : null,
        PrimitiveKind.Time => IsoText.Time(text) is { } time ? CanonicalText.Of(time) : null,
        PrimitiveKind.Timestamp => IsoText.Instant(text) is { } instant ? CanonicalText.Of(instant) : null,
        PrimitiveKind.TimestampNtz => IsoText.WallClock(text) is { } wall ? CanonicalText.Of(wall) : null,
        _ => null,
    };

    private static string? Decimal(string text, DecimalType type)
    {
        if (!CanonicalText.TryParseDecimal(text, out var unscaled, out var scale))
        {
            return null;
        }

        if (scale > type.Scale)
        {
            unscaled = BigInteger.DivRem(unscaled, BigInteger.Pow(10, scale - type.Scale), out var lost);
            if (!lost.IsZero)
            {
                return null;
            }
        }
        else
        {
            unscaled *= BigInteger.Pow(10, type.Scale - scale);
        }

        return BigInteger.Abs(unscaled) < BigInteger.Pow(10, type.Precision) ? CanonicalText.Of(unscaled, type.Scale) : null;
    }
}
