namespace MeshStarter.Contracts.Types;

/// <summary><c>ARRAY&lt;T&gt;</c>.</summary>
public sealed record ArrayType(ColumnType Element) : ColumnType
{
    /// <inheritdoc/>
    public override string ToDuckDb() => $"{Element.ToDuckDb()}[]";

    /// <inheritdoc/>
    public override string ToString() => $"ARRAY<{Element}>";
}
