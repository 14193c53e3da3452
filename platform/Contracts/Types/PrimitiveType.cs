namespace MeshStarter.Contracts.Types;

/// <summary>A type without parts or parameters.</summary>
public sealed record PrimitiveType(PrimitiveKind Kind) : ColumnType
{
    /// <summary>UTF-8 text.</summary>
    public static PrimitiveType Text { get; } = new(PrimitiveKind.String);

    /// <summary>The type in every format of the mesh.</summary>
    public PrimitiveForms Forms => PrimitiveForms.Of(Kind);

    /// <inheritdoc/>
    public override string ToDuckDb() => Forms.Engine;

    /// <inheritdoc/>
    public override string ToString() => Forms.Name;
}
