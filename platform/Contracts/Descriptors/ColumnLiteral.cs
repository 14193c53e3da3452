using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using MeshStarter.Contracts.Rows;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Descriptors;

/// <summary>Single values as descriptors write them: invariant text that the engine's CAST reads as well.</summary>
internal static class ColumnLiteral
{
    private static readonly string[] DateTimes = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss.FFFFFF", "yyyy-MM-dd HH:mm:ss.FFFFFF"];
    private static readonly string[] Instants = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFK"];

    /// <summary>Whether values of the type lie before and after one another in a way that a range can mean.</summary>
    public static bool HasOrder(ColumnType type) => type is DecimalType or PrimitiveType
    {
        Kind: PrimitiveKind.Integer or PrimitiveKind.BigInt or PrimitiveKind.Real or PrimitiveKind.Double
            or PrimitiveKind.Date or PrimitiveKind.Time or PrimitiveKind.Timestamp or PrimitiveKind.TimestampNtz,
    };

    /// <summary>Describes how a value of the type is written, for messages.</summary>
    public static string Form(ColumnType type) => type switch
    {
        DecimalType => "a decimal number such as 12.50",
        PrimitiveType { Kind: PrimitiveKind.Boolean } => "true or false",
        PrimitiveType { Kind: PrimitiveKind.Integer } => "a whole number of 32 bits",
        PrimitiveType { Kind: PrimitiveKind.BigInt } => "a whole number of 64 bits",
        PrimitiveType { Kind: PrimitiveKind.Real or PrimitiveKind.Double } => "a number such as 0.5",
        PrimitiveType { Kind: PrimitiveKind.Uuid } => "a UUID in its hyphened form",
        PrimitiveType { Kind: PrimitiveKind.Date } => "a date such as 2026-01-31",
        PrimitiveType { Kind: PrimitiveKind.Time } => "a time such as 06:00:00",
        PrimitiveType { Kind: PrimitiveKind.Timestamp } => "an instant with its zone such as 2026-01-31T06:00:00Z",
        PrimitiveType { Kind: PrimitiveKind.TimestampNtz } => "a date and time such as 2026-01-31T06:00:00",
        PrimitiveType { Kind: PrimitiveKind.String } => "a text",
        _ => "a check for a column with single values",
    };

    /// <summary>Reads a value; false when it is none of the type, or the type has no single values.</summary>
    public static bool TryParse(ColumnType type, string text, [NotNullWhen(true)] out IComparable? value)
    {
        value = type switch
        {
            DecimalType exact => Decimal(exact, text),
            PrimitiveType primitive => Primitive(primitive.Kind, text),
            _ => null,
        };
        return value is not null;
    }

    private static IComparable? Primitive(PrimitiveKind kind, string text) => kind switch
    {
        PrimitiveKind.String => text,
        PrimitiveKind.Boolean => bool.TryParse(text, out var flag) ? flag : null,
        PrimitiveKind.Integer => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
        PrimitiveKind.BigInt => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
        PrimitiveKind.Real => Finite(text) is { } number && float.IsFinite((float)number) ? number : null,
        PrimitiveKind.Double => Finite(text),
        PrimitiveKind.Uuid => Guid.TryParseExact(text, "D", out var uuid) ? uuid : null,
        PrimitiveKind.Date => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null,
        PrimitiveKind.Time => TimeOnly.TryParseExact(text, ["HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFF"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null,
        PrimitiveKind.TimestampNtz => DateTime.TryParseExact(text, DateTimes, CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock) ? clock : null,
        PrimitiveKind.Timestamp => Instant(text),
        _ => null,
    };

    // As the number of its last decimals. What has more the engine would round, and a bound would let through what is beyond it.
    private static IComparable? Decimal(DecimalType type, string text)
    {
        if (!CanonicalText.TryParseDecimal(text, out var unscaled, out var decimals))
        {
            return null;
        }

        for (; decimals > type.Scale && unscaled % 10 == 0; decimals--)
        {
            unscaled /= 10;
        }

        var scaled = decimals > type.Scale ? BigInteger.Zero : unscaled * BigInteger.Pow(10, type.Scale - decimals);
        return decimals > type.Scale || BigInteger.Abs(scaled) >= BigInteger.Pow(10, type.Precision) ? null : scaled;
    }

    private static double? Finite(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    // Without a zone the engine would take the session's; an instant says its own.
    private static IComparable? Instant(string text) =>
        (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > "yyyy-MM-dd".Length)
        && DateTimeOffset.TryParseExact(text, Instants, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant) ? instant : null;
}
