using MeshStarter.Contracts.Evolution;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Contracts.Descriptors.Reading;

/// <summary>The terms of a <c>referential</c> check: <c>{ column: order_id, to: orders.orders.order_id }</c>.</summary>
/// <param name="Column">The column of this product.</param>
/// <param name="Product">The other product.</param>
/// <param name="Target">The column of the other product.</param>
/// <param name="To">The node that names it.</param>
internal sealed record ReferentialSection(string Column, DataProductId Product, string Target, YamlScalar To)
{
    /// <summary>The terms; null when something is wrong with them, which is noted.</summary>
    /// <param name="terms">The section.</param>
    /// <param name="own">The product whose check it is.</param>
    /// <param name="schema">The columns of that.</param>
    /// <param name="others">The columns of another product; null where they are not known.</param>
    public static ReferentialSection? Read(YamlSection terms, DataProductId own, SchemaSection schema, Func<DataProductId, IReadOnlyList<ColumnDefinition>?> others)
    {
        var column = terms.RequiredScalar("column", "Name the column that is checked.") is { } name && schema.TryFind(name, out var found) ? found : null;
        if (terms.RequiredScalar("to", "Name the other column: domain.product.column.") is not { } to)
        {
            return null;
        }

        if (!ReferentialTarget.TryParse(to.Text, out var product, out var target))
        {
            terms.Issues.Error(to, "check.target", $"{Quoted.Text(to.Text)} is not a column of a product.", "Write domain.product.column, such as orders.orders.order_id.");
            return null;
        }

        if (product == own)
        {
            terms.Issues.Error(to, "check.target", $"{own} is this product itself.", "Name another product, or use an sql check over \"this\" and \"existing\", the rows alongside the batch.");
            return null;
        }

        if (column is null)
        {
            return null;
        }

        if (others(product)?.FirstOrDefault(other => other.Name == target) is { } referenced && !TypeComparison.AreComparable(column.Type, referenced.Type))
        {
            terms.Issues.Error(to, "check.type", $"{column.Name} is {column.Type} and {to.Text} is {referenced.Type}: a value of the one is none of the other.", $"Name a column of type {column.Type}, or give {column.Name} the type {referenced.Type}.");
            return null;
        }

        return new ReferentialSection(column.Name, product, target, to);
    }
}
