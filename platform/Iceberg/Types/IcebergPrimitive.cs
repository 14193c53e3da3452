using System.Text.Json;

namespace MeshStarter.Platform.Iceberg.Types;

/// <summary>A type without parameters, such as <c>long</c>.</summary>
public sealed record IcebergPrimitive(IcebergPrimitiveKind Kind) : IcebergType
{
    /// <inheritdoc/>
    public override bool IsPrimitive => true;

    /// <inheritdoc/>
    public override IReadOnlyList<NestedField> Children => [];

    /// <inheritdoc/>
    public override string ToString() => TypeNames.Of(Kind);

    /// <inheritdoc/>
    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteStringValue(ToString());
}
