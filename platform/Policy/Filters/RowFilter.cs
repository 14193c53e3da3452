using MeshStarter.Contracts.Rows;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Policy.Filters;

/// <summary>Keeps the rows whose column has one of a list of values, or one of those of a claim of the reader. SQL and JSON keep the same rows.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Values">The values as the rule writes them; empty with a claim.</param>
/// <param name="Claim">The claim whose values are kept; null where the rule has values.</param>
internal sealed record RowFilter(string Column, IReadOnlyList<string> Values, string? Claim = null)
{
    /// <summary>
    /// The predicate for a product's columns; null when the product lacks the column, or its type has no one text.
    /// A filter that cannot be applied must not be left out.
    /// </summary>
    public AppliedRowFilter? For(PolicyResource resource) =>
        resource.Columns.FirstOrDefault(column => string.Equals(column.Name, Column, StringComparison.OrdinalIgnoreCase)) is { } column && ColumnText.HasOneText(column.Type)
            ? new AppliedRowFilter(column.Name, column.Type, AppliedRowFilter.Canonical(Values, column.Type)) { Claim = Claim }
            : null;
}
