using System.Text;

namespace MeshStarter.Lake.Parquet.Footers;

/// <summary>One element of a Parquet file's schema: a column, or a group of them.</summary>
/// <param name="Name">Its name.</param>
/// <param name="FieldId">The id of the table's field that it is; null when the writer gave none.</param>
/// <param name="Repetition">Whether it may be missing, or be there several times.</param>
/// <param name="Physical">How its values are stored; null for a group.</param>
/// <param name="Length">The length of fixed values, else 0.</param>
/// <param name="Meaning">The meaning of its values.</param>
/// <param name="Precision">A decimal's digits, else 0.</param>
/// <param name="Scale">A decimal's digits after the point, else 0.</param>
/// <param name="Children">The members of the group.</param>
internal sealed record ParquetNode(
    string Name,
    int? FieldId,
    ParquetRepetition Repetition,
    ParquetPhysicalType? Physical,
    int Length,
    ParquetMeaning Meaning,
    int Precision,
    int Scale,
    IReadOnlyList<ParquetNode> Children)
{
    public bool IsGroup => Physical is null;

    /// <summary>Whether this or anything in it has a field id.</summary>
    public bool HasIds => FieldId is not null || Children.Any(static child => child.HasIds);

    public bool Equals(ParquetNode? other) => other is not null
        && Name == other.Name && FieldId == other.FieldId && Repetition == other.Repetition && Physical == other.Physical && Length == other.Length
        && Meaning == other.Meaning && Precision == other.Precision && Scale == other.Scale && Children.SequenceEqual(other.Children);

    public override int GetHashCode() => Children.Aggregate(HashCode.Combine(Name, FieldId, Physical, Meaning, Precision), static (hash, child) => HashCode.Combine(hash, child));

    public override string ToString() => IsGroup
        ? $"{Meaning} group of {Children.Count}"
        : new StringBuilder(Physical.ToString()).Append(Meaning == ParquetMeaning.None ? "" : $" ({Meaning})").ToString();
}

/// <summary>The repetition of an element.</summary>
internal enum ParquetRepetition
{
    Required = 0,
    Optional = 1,
    Repeated = 2,
}

/// <summary>The physical type of the values (parquet-format, <c>Type</c>).</summary>
internal enum ParquetPhysicalType
{
    Boolean = 0,
    Int32 = 1,
    Int64 = 2,
    Int96 = 3,
    Float = 4,
    Double = 5,
    ByteArray = 6,
    FixedLengthByteArray = 7,
}

/// <summary>The meaning of values, from the logical type or, where there is none, the older converted type.</summary>
internal enum ParquetMeaning
{
    None,
    Text,
    Map,
    List,
    Decimal,
    Date,
    Time,
    LocalTimestamp,
    Instant,
    LocalTimestampNanos,
    InstantNanos,
    Int8,
    Int16,
    Int32,
    Int64,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    Uuid,
    Other,
}
