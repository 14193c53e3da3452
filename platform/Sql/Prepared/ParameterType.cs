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
    Array,
    Row,
    Map,
}

internal static class ParameterTypeExtensions
{
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
