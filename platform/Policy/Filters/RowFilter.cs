using MeshStarter.Policy.Decisions;

namespace MeshStarter.Policy.Filters;

/// <summary>The rows of any product that a rule keeps, by one column. Each way to keep rows is one class, with its <see cref="AppliedRowFilter"/>.</summary>
/// <param name="Column">The column's name.</param>
internal abstract record RowFilter(string Column)
{
    /// <summary>The filter on a product's column; null when the product lacks the column, or its type cannot keep rows. A filter that cannot be applied must not be left out.</summary>
    public AppliedRowFilter? For(PolicyResource resource) =>
        resource.Columns.FirstOrDefault(column => string.Equals(column.Name, Column, StringComparison.OrdinalIgnoreCase)) is { } column ? On(column) : null;

    /// <summary>The filter on a column; null when its type cannot keep rows.</summary>
    protected abstract AppliedRowFilter? On(PolicyColumn column);
}
