using System.Globalization;
using System.Text.Json.Serialization;
using MeshStarter.DuckDb.Values;

namespace MeshStarter.Platform.Sql.Prepared;

/// <summary>The value of a parameter, on its way from the statement to the engine. It never becomes a part of a text.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Text">Its invariant form; null for NULL and for values with items.</param>
/// <param name="Items">The items of an array or row, the keys and the values of a map; null for other types.</param>
internal sealed record ParameterValue(ParameterType Type, string? Text, IReadOnlyList<ParameterValue>? Items = null)
{
    private const string LocalTime = "yyyy-MM-ddTHH:mm:ss.ffffff";

    public static ParameterValue Null { get; } = new(ParameterType.Unknown, null);

    /// <summary>The zone of an instant as values show it; null for other types.</summary>
    [JsonIgnore]
    public string? Zone { get; private init; }

    [JsonIgnore]
    public bool IsNull => Text is null && Items is null;

    /// <summary>Whether it is bound part by part: the engine binds no rows and maps, nor arrays of them.</summary>
    [JsonIgnore]
    public bool HasParts => Items is not null && (Type is ParameterType.Row or ParameterType.Map || Items.Any(item => item.HasParts));

    /// <summary>The values that are bound for it, in their order.</summary>
    [JsonIgnore]
    public IEnumerable<ParameterValue> Parts => HasParts ? Items!.SelectMany(item => item.Parts) : [this];

    public static ParameterValue Of(DateTime local) => new(ParameterType.Timestamp, local.ToString(LocalTime, CultureInfo.InvariantCulture));

    public static ParameterValue Of(DateTimeOffset instant, string zone) => new(ParameterType.TimestampTz, instant.UtcDateTime.ToString(LocalTime, CultureInfo.InvariantCulture)) { Zone = zone };

    public static ParameterValue Of(DuckDbInterval interval, ParameterType type) =>
        new(type, string.Create(CultureInfo.InvariantCulture, $"{interval.Months};{interval.Days};{interval.Micros}"));

    /// <summary>The value for the engine to bind.</summary>
    /// <exception cref="FormatException">The text is no value of the type.</exception>
    /// <exception cref="OverflowException">The value is beyond the type.</exception>
    public object? ToObject() => Type switch
    {
        ParameterType.Array when Items is not null => Array(Items),
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

    // Typed by its first value, also within arrays; one without any is of integers.
    private static object Array(IReadOnlyList<ParameterValue> items) =>
        HasValue(items) ? Objects(items) : items.All(item => item.IsNull) ? items.Select(_ => (int?)null).ToList() : items.Select(item => item.ToObject()).ToList();

    private static bool HasValue(IReadOnlyList<ParameterValue> items) => items.Any(item => item is { Type: ParameterType.Array, Items: { } inner } ? HasValue(inner) : !item.IsNull);

    private static List<object?> Objects(IReadOnlyList<ParameterValue> items) => [.. items.Select(item => item is { Type: ParameterType.Array, Items: { } inner } ? Objects(inner) : item.ToObject())];
}
