using MeshStarter.Contracts;

namespace MeshStarter.Policy;

/// <summary>Keeps the rows whose column has one of a list of values. SQL and JSON keep the same rows.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Values">The values in the text that the column's type is written in.</param>
internal sealed record RowFilter(string Column, IReadOnlyList<string> Values)
{
    /// <summary>
    /// The predicate for a product's columns; null when the product lacks the column, or its type has no one text.
    /// A filter that cannot be applied must not be left out.
    /// </summary>
    public AppliedRowFilter? For(PolicyResource resource)
    {
        foreach (var column in resource.Columns)
        {
            if (string.Equals(column.Name, Column, StringComparison.OrdinalIgnoreCase))
                return Texts(column.Type) is { } texts ? new AppliedRowFilter(column.Name, texts) : null;
        }

        return null;
    }

    // Of these the engine's text and that of the ports are the same; of a timestamp or a floating-point number they are not.
    private IReadOnlyList<string>? Texts(ColumnType type) => type is not PrimitiveType primitive ? null : primitive.Kind switch
    {
        PrimitiveKind.String or PrimitiveKind.Integer or PrimitiveKind.BigInt or PrimitiveKind.Date => Values,
        PrimitiveKind.Boolean or PrimitiveKind.Uuid => [.. Values.Select(value => value.ToLowerInvariant())],
        _ => null,
    };
}
