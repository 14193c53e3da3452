namespace MeshStarter.Contracts.Checks;

/// <summary>A check of the values of one column.</summary>
/// <param name="Column">The column.</param>
public abstract record ColumnCheck(string Column) : QualityCheck
{
    /// <inheritdoc/>
    public sealed override IReadOnlyList<string> Columns => [Column];
}
