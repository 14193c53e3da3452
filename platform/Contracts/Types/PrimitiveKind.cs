using System.Diagnostics.CodeAnalysis;

namespace MeshStarter.Contracts.Types;

/// <summary>The types without parts or parameters, each with its text in a descriptor.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "They are names of types: the descriptor's.")]
public enum PrimitiveKind
{
    /// <summary><c>BOOLEAN</c>.</summary>
    Boolean,

    /// <summary><c>INTEGER</c>, 32 bits with sign.</summary>
    Integer,

    /// <summary><c>BIGINT</c>, 64 bits with sign.</summary>
    BigInt,

    /// <summary><c>REAL</c>, 32-bit floating point.</summary>
    Real,

    /// <summary><c>DOUBLE</c>, 64-bit floating point.</summary>
    Double,

    /// <summary><c>STRING</c>, UTF-8 text.</summary>
    String,

    /// <summary><c>UUID</c>.</summary>
    Uuid,

    /// <summary><c>DATE</c>, a calendar day.</summary>
    Date,

    /// <summary><c>TIME</c>, a time of day in microseconds.</summary>
    Time,

    /// <summary><c>TIMESTAMP</c>, an instant in microseconds.</summary>
    Timestamp,

    /// <summary><c>TIMESTAMP_NTZ</c>, what a wall clock shows, in microseconds, without a zone.</summary>
    TimestampNtz,

    /// <summary><c>BINARY</c>, bytes.</summary>
    Binary,
}
