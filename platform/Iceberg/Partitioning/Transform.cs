using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Platform.Iceberg.Partitioning;

/// <summary>A function that makes a partition or sort value from a column's value; equal when the texts are.</summary>
/// <remarks>
/// The cases are <see cref="IdentityTransform"/>, <see cref="BucketTransform"/>, <see cref="TruncateTransform"/>, <see cref="YearTransform"/>,
/// <see cref="MonthTransform"/>, <see cref="DayTransform"/>, <see cref="HourTransform"/>, <see cref="VoidTransform"/> and <see cref="UnknownTransform"/>.
/// </remarks>
public abstract record Transform
{
    private protected Transform()
    {
    }

    /// <summary>The specification's text, such as <c>bucket[16]</c>.</summary>
    public abstract override string ToString();

    /// <summary>The type of its results for a source of a type.</summary>
    public abstract IcebergType ResultType(IcebergType source);

    /// <summary>Whether a source of this type can be transformed so.</summary>
    public abstract bool Accepts(IcebergType source);

    /// <summary>Reads a transform's text; one that this code does not know is an <see cref="UnknownTransform"/>, never an error.</summary>
    public static Transform Parse(string text) => TransformReader.Read(text);

    private protected static IcebergPrimitiveKind? KindOf(IcebergType type) => (type as IcebergPrimitive)?.Kind;
}
