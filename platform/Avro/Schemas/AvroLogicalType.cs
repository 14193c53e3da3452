using System.Diagnostics.CodeAnalysis;

namespace MeshStarter.Platform.Avro.Schemas;

/// <summary>The logical types of Avro 1.12.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "They are names of types: Avro's.")]
public enum AvroLogicalType
{
    /// <summary>None, or one that the specification does not know.</summary>
    None,

    /// <summary><c>decimal</c> on bytes or fixed: the unscaled number as two's complement, big end first.</summary>
    Decimal,

    /// <summary><c>uuid</c> on string (its text) or fixed(16).</summary>
    Uuid,

    /// <summary><c>date</c> on int: days since 1970-01-01.</summary>
    Date,

    /// <summary><c>time-millis</c> on int: milliseconds since midnight.</summary>
    TimeMillis,

    /// <summary><c>time-micros</c> on long: microseconds since midnight.</summary>
    TimeMicros,

    /// <summary><c>timestamp-millis</c> on long: an instant, milliseconds since 1970-01-01T00:00:00Z.</summary>
    TimestampMillis,

    /// <summary><c>timestamp-micros</c> on long: an instant, microseconds since 1970-01-01T00:00:00Z.</summary>
    TimestampMicros,

    /// <summary><c>timestamp-nanos</c> on long: an instant, nanoseconds since 1970-01-01T00:00:00Z.</summary>
    TimestampNanos,

    /// <summary><c>local-timestamp-millis</c> on long: what a wall clock shows, in milliseconds.</summary>
    LocalTimestampMillis,

    /// <summary><c>local-timestamp-micros</c> on long: what a wall clock shows, in microseconds.</summary>
    LocalTimestampMicros,

    /// <summary><c>local-timestamp-nanos</c> on long: what a wall clock shows, in nanoseconds.</summary>
    LocalTimestampNanos,

    /// <summary><c>duration</c> on fixed(12): months, days and milliseconds, each 32 bits without sign, little end first.</summary>
    Duration,
}
