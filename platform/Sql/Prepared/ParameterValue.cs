using System.Globalization;
using MeshStarter.DuckDb.Values;

namespace MeshStarter.Platform.Sql.Prepared;

/// <summary>The value of a literal.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Text">Its invariant form; null for NULL.</param>
internal sealed record ParameterValue(ParameterType Type, string? Text)
{
    private const string LocalTime = "yyyy-MM-ddTHH:mm:ss.ffffff";

    public static ParameterValue Null { get; } = new(ParameterType.Unknown, null);

    public bool IsNull => Text is null;

    public static ParameterValue Of(DateTime local) => new(ParameterType.Timestamp, local.ToString(LocalTime, CultureInfo.InvariantCulture));

    public static ParameterValue Of(DateTimeOffset instant) => new(ParameterType.TimestampTz, instant.UtcDateTime.ToString(LocalTime, CultureInfo.InvariantCulture));

    public static ParameterValue Of(DuckDbInterval interval, ParameterType type) =>
        new(type, string.Create(CultureInfo.InvariantCulture, $"{interval.Months};{interval.Days};{interval.Micros}"));

    /// <summary>The value for the engine to bind.</summary>
    /// <exception cref="FormatException">The text is no value of the type.</exception>
    /// <exception cref="OverflowException">The value is beyond the type.</exception>
    public object? ToObject() => Type switch
    {
        _ when Text is null => null,
        ParameterType.Boolean => bool.Parse(Text),
        ParameterType.TinyInt => sbyte.Parse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        ParameterType.SmallInt => short.Parse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        ParameterType.Integer => int.Parse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        ParameterType.BigInt => long.Parse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        ParameterType.Decimal => Decimal(Text),
        ParameterType.Real => (float)Double(Text),
        ParameterType.Double => Double(Text),
        ParameterType.Varchar => Text,
        ParameterType.Varbinary => Convert.FromHexString(Text),
        ParameterType.Date => DateOnly.ParseExact(Text, "yyyy-MM-dd", CultureInfo.InvariantCulture),
        ParameterType.Time => TimeOnly.ParseExact(Text, ["HH:mm:ss.FFFFFFF", "HH:mm:ss", "HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None),
        ParameterType.Timestamp => DateTime.ParseExact(Text, LocalTime, CultureInfo.InvariantCulture),
        ParameterType.TimestampTz => new DateTimeOffset(DateTime.ParseExact(Text, LocalTime, CultureInfo.InvariantCulture), TimeSpan.Zero),
        ParameterType.Uuid => Guid.ParseExact(Text, "D"),
        ParameterType.DayInterval or ParameterType.YearInterval => Interval(Text),
        _ => throw new FormatException($"There is no value of type {Type.Name()}."),
    };

    private static double Double(string text) => text switch
    {
        "Infinity" or "+Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => double.Parse(text, NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture),
    };

    // Digits, all of them: .NET's own decimals have 28.
    private static DuckDbDecimal Decimal(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? text : text.Remove(point, 1);
        var number = digits.TrimStart('+', '-').TrimStart('0').Length > DuckDbDecimal.MaxPrecision
            ? throw new OverflowException($"A decimal has at most {DuckDbDecimal.MaxPrecision} digits.")
            : Int128.Parse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return new DuckDbDecimal(number, point < 0 ? 0 : text.Length - point - 1);
    }

    private static DuckDbInterval Interval(string text)
    {
        var parts = text.Split(';');
        return new DuckDbInterval(int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture), long.Parse(parts[2], CultureInfo.InvariantCulture));
    }
}
