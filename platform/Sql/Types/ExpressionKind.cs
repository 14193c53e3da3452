namespace MeshStarter.Platform.Sql.Types;

/// <summary>The kind of an expression's type, as far as it is known before the engine binds it.</summary>
internal enum ExpressionKind
{
    Unknown,
    Null,
    Boolean,
    Integer,
    Decimal,
    Double,
    Text,
    Date,
    Timestamp,

    /// <summary>A timestamp with time zone.</summary>
    Instant,
    Interval,
    Binary,
    Array,

    /// <summary>An array of rows, which UNNEST makes columns of.</summary>
    Rows,
    Map,
    Uuid,

    /// <summary>A time with an offset.</summary>
    OffsetTime,
    Other,
}
