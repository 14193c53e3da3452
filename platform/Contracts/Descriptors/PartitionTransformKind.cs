namespace MeshStarter.Contracts.Descriptors;

/// <summary>The functions that make a partition's value of a column's (Apache Iceberg, Table Spec, "Partition Transforms"). On the wire in lower case.</summary>
public enum PartitionTransformKind
{
    /// <summary>The value itself.</summary>
    Identity,

    /// <summary>Its year.</summary>
    Year,

    /// <summary>Its month.</summary>
    Month,

    /// <summary>Its day.</summary>
    Day,

    /// <summary>Its hour.</summary>
    Hour,

    /// <summary>One of a number of buckets, by the value's hash.</summary>
    Bucket,

    /// <summary>A number cut down to a multiple, or how a text begins.</summary>
    Truncate,
}
