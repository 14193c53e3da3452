using System.Diagnostics.CodeAnalysis;

namespace MeshStarter.Platform.Iceberg.Types;

/// <summary>The types that have no parameters.</summary>
[SuppressMessage("Naming", "CA1720:Identifiers should not contain type names", Justification = "They are names of types: the specification's.")]
public enum IcebergPrimitiveKind
{
    /// <summary><c>boolean</c>.</summary>
    Boolean,

    /// <summary><c>int</c>, 32 bits.</summary>
    Int,

    /// <summary><c>long</c>, 64 bits.</summary>
    Long,

    /// <summary><c>float</c>, 32 bits IEEE 754.</summary>
    Float,

    /// <summary><c>double</c>, 64 bits IEEE 754.</summary>
    Double,

    /// <summary><c>date</c>.</summary>
    Date,

    /// <summary><c>time</c> of day in microseconds.</summary>
    Time,

    /// <summary><c>timestamp</c>: a wall clock's, in microseconds.</summary>
    Timestamp,

    /// <summary><c>timestamptz</c>: an instant, in microseconds.</summary>
    TimestampTz,

    /// <summary><c>timestamp_ns</c>: a wall clock's, in nanoseconds (format 3).</summary>
    TimestampNs,

    /// <summary><c>timestamptz_ns</c>: an instant, in nanoseconds (format 3).</summary>
    TimestampTzNs,

    /// <summary><c>string</c>, UTF-8.</summary>
    String,

    /// <summary><c>uuid</c>.</summary>
    Uuid,

    /// <summary><c>binary</c>.</summary>
    Binary,

    /// <summary><c>variant</c>: semi-structured (format 3).</summary>
    Variant,

    /// <summary><c>unknown</c>: a column of nulls whose type is not known yet (format 3).</summary>
    Unknown,
}
