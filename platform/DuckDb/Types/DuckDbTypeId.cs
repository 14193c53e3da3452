using System.Diagnostics.CodeAnalysis;

namespace MeshStarter.DuckDb.Types;

/// <summary>The engine's logical types, with its own numbers.</summary>
[SuppressMessage("Naming", "CA1720:Identifiers should not contain type names", Justification = "These are the types of SQL, by their SQL names.")]
public enum DuckDbTypeId
{
    /// <summary>No type.</summary>
    Invalid = 0,
    /// <summary>BOOLEAN.</summary>
    Boolean = 1,
    /// <summary>TINYINT, 8 bits signed.</summary>
    TinyInt = 2,
    /// <summary>SMALLINT, 16 bits signed.</summary>
    SmallInt = 3,
    /// <summary>INTEGER, 32 bits signed.</summary>
    Integer = 4,
    /// <summary>BIGINT, 64 bits signed.</summary>
    BigInt = 5,
    /// <summary>UTINYINT, 8 bits unsigned.</summary>
    UTinyInt = 6,
    /// <summary>USMALLINT, 16 bits unsigned.</summary>
    USmallInt = 7,
    /// <summary>UINTEGER, 32 bits unsigned.</summary>
    UInteger = 8,
    /// <summary>UBIGINT, 64 bits unsigned.</summary>
    UBigInt = 9,
    /// <summary>FLOAT, 32 bits.</summary>
    Float = 10,
    /// <summary>DOUBLE, 64 bits.</summary>
    Double = 11,
    /// <summary>TIMESTAMP, microseconds of wall clock time.</summary>
    Timestamp = 12,
    /// <summary>DATE.</summary>
    Date = 13,
    /// <summary>TIME, microseconds since midnight, up to 24:00:00.</summary>
    Time = 14,
    /// <summary>INTERVAL.</summary>
    Interval = 15,
    /// <summary>HUGEINT, 128 bits signed.</summary>
    HugeInt = 16,
    /// <summary>VARCHAR; also JSON, which has this id and the alias "JSON".</summary>
    Varchar = 17,
    /// <summary>BLOB.</summary>
    Blob = 18,
    /// <summary>DECIMAL(precision, scale).</summary>
    Decimal = 19,
    /// <summary>TIMESTAMP_S.</summary>
    TimestampSeconds = 20,
    /// <summary>TIMESTAMP_MS.</summary>
    TimestampMilliseconds = 21,
    /// <summary>TIMESTAMP_NS.</summary>
    TimestampNanoseconds = 22,
    /// <summary>ENUM.</summary>
    Enum = 23,
    /// <summary>T[], any number of elements.</summary>
    List = 24,
    /// <summary>STRUCT.</summary>
    Struct = 25,
    /// <summary>MAP.</summary>
    Map = 26,
    /// <summary>UUID.</summary>
    Uuid = 27,
    /// <summary>UNION.</summary>
    Union = 28,
    /// <summary>BIT, a string of bits.</summary>
    Bit = 29,
    /// <summary>TIME WITH TIME ZONE.</summary>
    TimeTz = 30,
    /// <summary>TIMESTAMP WITH TIME ZONE: an instant, microseconds since 1970 UTC.</summary>
    TimestampTz = 31,
    /// <summary>UHUGEINT, 128 bits unsigned.</summary>
    UHugeInt = 32,
    /// <summary>T[n], a fixed number of elements.</summary>
    Array = 33,
    /// <summary>Any type: of a function's parameter.</summary>
    Any = 34,
    /// <summary>BIGNUM, an integer of any size.</summary>
    BigNum = 35,
    /// <summary>The type of a bare NULL.</summary>
    Null = 36,
    /// <summary>TIME_NS.</summary>
    TimeNanoseconds = 39,
    /// <summary>GEOMETRY.</summary>
    Geometry = 40,
    /// <summary>VARIANT.</summary>
    Variant = 41,
}
