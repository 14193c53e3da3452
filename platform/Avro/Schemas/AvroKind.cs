using System.Diagnostics.CodeAnalysis;

namespace MeshStarter.Platform.Avro.Schemas;

/// <summary>The types of Avro 1.12.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "They are names of types: Avro's.")]
public enum AvroKind
{
    /// <summary>No value; takes no bytes.</summary>
    Null,

    /// <summary>One byte, 0 or 1.</summary>
    Boolean,

    /// <summary>32 bits with sign, as a zig-zag varint.</summary>
    Int,

    /// <summary>64 bits with sign, as a zig-zag varint.</summary>
    Long,

    /// <summary>IEEE 754, 4 bytes.</summary>
    Float,

    /// <summary>IEEE 754, 8 bytes.</summary>
    Double,

    /// <summary>A length and that many bytes.</summary>
    Bytes,

    /// <summary>A length and that many bytes of UTF-8.</summary>
    String,

    /// <summary>Its fields, one after another.</summary>
    Record,

    /// <summary>One of a list of symbols, by its place.</summary>
    Enum,

    /// <summary>Items in blocks.</summary>
    Array,

    /// <summary>Entries of a text and a value, in blocks.</summary>
    Map,

    /// <summary>One of several types, by its place.</summary>
    Union,

    /// <summary>A stated number of bytes.</summary>
    Fixed,
}
