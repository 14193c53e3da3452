using System.Globalization;
using System.Text;
using MeshStarter.Contracts.Rows;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Lake.Parquet.Writing;

/// <summary>
/// Reads bounds as the engine writes them out. Null for one that would say less, or other, than the truth: a zero, since the engine
/// may have met -0.0 and +0.0 and named either; a time that the text does not hold; a text that has no upper neighbour.
/// </summary>
internal static class Bounds
{
    private static readonly string[] Clock = ["yyyy-MM-dd HH:mm:ss.FFFFFF", "yyyy-MM-dd HH:mm:ss"];

    /// <summary>A lower bound (see <see cref="SingleValue"/>); a text is cut.</summary>
    public static object? Lower(IcebergType type, string text, int maxLength) => Read(type, text) switch
    {
        string value => TransformedValue.FirstCodePoints(value, maxLength),
        byte[] bytes => bytes.Length <= maxLength ? bytes : bytes[..maxLength],
        var value => value,
    };

    /// <summary>An upper bound; a text that is cut is followed by the next that begins otherwise.</summary>
    public static object? Upper(IcebergType type, string text, int maxLength) => Read(type, text) switch
    {
        string value => TransformedValue.FirstCodePoints(value, maxLength) is var cut && cut.Length == value.Length ? value : After(cut),
        byte[] bytes => bytes.Length <= maxLength ? bytes : After(bytes[..maxLength]),
        var value => value,
    };

    private static object? Read(IcebergType type, string text) => type switch
    {
        IcebergDecimal exact => CanonicalText.TryParseDecimal(text, out var unscaled, out var scale) && scale <= exact.Scale
            ? (Int128)unscaled * (Int128)System.Numerics.BigInteger.Pow(10, exact.Scale - scale)
            : null,
        IcebergPrimitive primitive => Read(primitive.Kind, text),
        _ => null,
    };

    private static object? Read(IcebergPrimitiveKind kind, string text) => kind switch
    {
        IcebergPrimitiveKind.Boolean => text is "0" or "1" ? text == "1" : bool.TryParse(text, out var truth) ? truth : null,
        IcebergPrimitiveKind.Int => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
        IcebergPrimitiveKind.Long => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
        IcebergPrimitiveKind.Float => Floating(text) is { } number ? (float)number : null,
        IcebergPrimitiveKind.Double => Floating(text),
        IcebergPrimitiveKind.Date => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber
            : null,
        IcebergPrimitiveKind.Time => TimeOnly.TryParseExact(text, ["HH:mm:ss.FFFFFF", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time.Ticks / TimeSpan.TicksPerMicrosecond
            : null,
        IcebergPrimitiveKind.Timestamp => Micros(text),
        IcebergPrimitiveKind.TimestampTz => text.EndsWith("+00", StringComparison.Ordinal) ? Micros(text[..^3]) : null,
        IcebergPrimitiveKind.String => text,
        IcebergPrimitiveKind.Uuid => Guid.TryParseExact(text, "D", out var id) ? id : null,
        IcebergPrimitiveKind.Binary => Hex(text),
        _ => null,
    };

    private static double? Floating(string text)
    {
        var number = text switch
        {
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var read) ? read : 0,
        };
        return number == 0 || double.IsNaN(number) ? null : number;
    }

    private static long? Micros(string text) => DateTime.TryParseExact(text, Clock, CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall)
        ? (wall.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond
        : null;

    private static byte[]? Hex(string text)
    {
        try
        {
            return Convert.FromHexString(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    // The last character that has a next one gets it; what follows is cut off.
    private static string? After(string text)
    {
        var runes = text.EnumerateRunes().ToArray();
        for (var at = runes.Length - 1; at >= 0; at--)
        {
            if (runes[at].Value < 0x10FFFF)
            {
                // No text holds a surrogate by itself.
                var next = runes[at].Value + 1 is 0xD800 ? new Rune(0xE000) : new Rune(runes[at].Value + 1);
                return string.Concat(runes[..at].Append(next));
            }
        }

        return null;
    }

    private static byte[]? After(byte[] bytes)
    {
        for (var at = bytes.Length - 1; at >= 0; at--)
        {
            if (bytes[at] < 0xFF)
            {
                return [.. bytes[..at], (byte)(bytes[at] + 1)];
            }
        }

        return null;
    }
}
