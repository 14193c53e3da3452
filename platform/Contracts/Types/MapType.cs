namespace MeshStarter.Contracts.Types;

/// <summary><c>MAP&lt;STRING, T&gt;</c>; keys are always texts.</summary>
public sealed record MapType(ColumnType Value) : ColumnType
{
    /// <inheritdoc/>
    public override string ToDuckDb() => $"MAP(VARCHAR, {Value.ToDuckDb()})";

    /// <inheritdoc/>
    public override string ToString() => $"MAP<STRING, {Value}>";
}
