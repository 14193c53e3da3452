using System.Collections.Frozen;

namespace MeshStarter.Platform.Sql.Prepared;

/// <summary>The type of a parameter's value.</summary>
internal enum ParameterType
{
    /// <summary>NULL without a type.</summary>
    Unknown,
    Boolean,
    TinyInt,
    SmallInt,
    Integer,
    BigInt,
    Decimal,
    Real,
    Double,
    Varchar,
    Varbinary,
    Date,
    Time,
    Timestamp,
    TimestampTz,
    Uuid,
    DayInterval,
    YearInterval,
}

internal static class ParameterTypeExtensions
{
    private static readonly FrozenDictionary<string, ParameterType> ByName = Enum.GetValues<ParameterType>().ToFrozenDictionary(Name, StringComparer.Ordinal);

    /// <summary>The type that Trino writes as a name, in lower case; null where no parameter has it.</summary>
    public static ParameterType? Named(string name) => name is "char" or "json" ? ParameterType.Varchar : ByName.TryGetValue(name, out var type) ? type : null;

    /// <summary>The type as Trino writes it.</summary>
    public static string Name(this ParameterType type) => type switch
    {
        ParameterType.TimestampTz => "timestamp with time zone",
        ParameterType.DayInterval => "interval day to second",
        ParameterType.YearInterval => "interval year to month",
        _ => type.ToString().ToLowerInvariant(),
    };

    public static bool IsWhole(this ParameterType type) => type is >= ParameterType.TinyInt and <= ParameterType.BigInt;

    public static bool IsNumber(this ParameterType type) => type is >= ParameterType.TinyInt and <= ParameterType.Double;
}
