using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Descriptors;

/// <summary>The access terms of a product, which policy turns into decisions.</summary>
public sealed record AccessTerms
{
    /// <summary>The circle that the data may travel in; <c>internal</c> when not given.</summary>
    public Classification Classification { get; init; } = Classification.Internal;

    /// <summary>Columns with personal data, alongside those that are tagged <c>pii</c>.</summary>
    public IReadOnlyList<string> PiiFields { get; init; } = [];

    /// <summary>
    /// Whether a column holds personal data: it is tagged <c>pii</c> or <c>pii.…</c>, or <see cref="PiiFields"/> names it or a
    /// part of it. Case does not count, so that a slip of it never uncovers anything.
    /// </summary>
    /// <param name="column">The column's name.</param>
    /// <param name="schema">The columns of the product.</param>
    public bool IsPii(string column, IReadOnlyList<ColumnDefinition> schema)
    {
        ArgumentNullException.ThrowIfNull(column);
        ArgumentNullException.ThrowIfNull(schema);
        foreach (var field in PiiFields)
        {
            if (field.StartsWith(column, StringComparison.OrdinalIgnoreCase)
                && (field.Length == column.Length || field[column.Length] == '.'))
            {
                return true;
            }
        }

        foreach (var definition in schema)
        {
            if (string.Equals(definition.Name, column, StringComparison.OrdinalIgnoreCase)
                && definition.Tags.Any(tag => ColumnTag.Covers("pii", tag)))
            {
                return true;
            }
        }

        return false;
    }
}
