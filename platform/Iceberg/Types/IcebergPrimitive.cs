namespace MeshStarter.Platform.Iceberg.Types;

/// <summary>A type without parameters, such as <c>long</c>.</summary>
public sealed record IcebergPrimitive(IcebergPrimitiveKind Kind) : IcebergType
{
    /// <inheritdoc/>
    public override string ToString() => TypeNames.Of(Kind);
}
