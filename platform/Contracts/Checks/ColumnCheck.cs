namespace MeshStarter.Contracts.Checks;

/// <summary>A check of the values of one column.</summary>
/// <param name="Kind">The key that names this kind in a descriptor.</param>
/// <param name="Column">The column.</param>
public abstract record ColumnCheck(string Kind, string Column) : QualityCheck(Kind)
{
    /// <inheritdoc/>
    public sealed override IReadOnlyList<string> Columns => [Column];
}
