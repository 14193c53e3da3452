using System.Collections.Frozen;

namespace MeshStarter.Platform.Sql.Prepared;

/// <summary>The type of a literal.</summary>
internal enum LiteralType
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

internal static class LiteralTypeExtensions
{
    private static readonly FrozenDictionary<string, LiteralType> ByName = Enum.GetValues<LiteralType>().ToFrozenDictionary(Name, StringComparer.Ordinal);

    /// <summary>The type that Trino writes as a name, in lower case; null where no literal has it.</summary>
    public static LiteralType? Named(string name) => name is "char" or "json" ? LiteralType.Varchar : ByName.TryGetValue(name, out var type) ? type : null;

    /// <summary>The type as Trino writes it.</summary>
    public static string Name(this LiteralType type) => type switch
    {
        LiteralType.TimestampTz => "timestamp with time zone",
        LiteralType.DayInterval => "interval day to second",
        LiteralType.YearInterval => "interval year to month",
        _ => type.ToString().ToLowerInvariant(),
    };

    public static bool IsWhole(this LiteralType type) => type is >= LiteralType.TinyInt and <= LiteralType.BigInt;

    public static bool IsNumber(this LiteralType type) => type is >= LiteralType.TinyInt and <= LiteralType.Double;
}
