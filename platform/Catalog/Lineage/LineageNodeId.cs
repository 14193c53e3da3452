using System.Runtime.InteropServices;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Catalog.Lineage;

/// <summary>A node of the graph as Marquez names it: <c>dataset:mesh:orders.orders</c>, <c>datasetField:mesh:orders.orders:total</c>.</summary>
/// <param name="IsJob">A job, else a dataset or a column of one.</param>
/// <param name="Name">The job, or the dataset.</param>
/// <param name="Column">The column; null for a dataset or job.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LineageNodeId(bool IsJob, LineageName Name, string? Column = null)
{
    private const string Job = "job:";
    private const string Dataset = "dataset:";
    private const string Field = "datasetField:";

    /// <summary>
    /// The datasets or jobs that an id may mean. Namespaces may hold colons, as <c>postgres://host:5432</c> does, so there may be several readings; one of them
    /// is known to the store. None where it is no id.
    /// </summary>
    public static IReadOnlyList<LineageNodeId> Parse(string text)
    {
        var isJob = text.StartsWith(Job, StringComparison.Ordinal);
        if (!isJob && !text.StartsWith(Dataset, StringComparison.Ordinal))
        {
            return [];
        }

        var rest = text[(isJob ? Job : Dataset).Length..];
        List<LineageNodeId> readings = [];
        for (var colon = rest.IndexOf(':', StringComparison.Ordinal); colon >= 0; colon = rest.IndexOf(':', colon + 1))
        {
            if (colon > 0 && colon < rest.Length - 1)
            {
                readings.Add(new LineageNodeId(isJob, new LineageName(rest[..colon], rest[(colon + 1)..])));
            }
        }

        return readings;
    }

    /// <summary>
    /// The nodes that a text may mean: an id, one of a column too, or <c>orders.orders</c>, <c>orders.orders@1</c>, or a column as <c>orders.orders.total</c>.
    /// None where it is of no such form.
    /// </summary>
    public static IReadOnlyList<LineageNodeId> ParseAny(string text)
    {
        if (Parse(text) is { Count: > 0 } ids)
        {
            return ids;
        }

        if (text.StartsWith(Field, StringComparison.Ordinal) && text.LastIndexOf(':') is var mark && mark > Field.Length && mark < text.Length - 1)
        {
            return [.. Parse($"{Dataset}{text[Field.Length..mark]}").Select(dataset => dataset with { Column = text[(mark + 1)..] })];
        }

        // A column's name holds no dot, and so does none of a product's.
        return ProductReference.TryParse(text, out var product, out _) ? [OfProduct(product)]
            : text.LastIndexOf('.') is > 0 and var dot && dot < text.Length - 1 && ProductReference.TryParse(text[..dot], out var owner, out _) ? [OfProduct(owner) with { Column = text[(dot + 1)..] }]
            : [];
    }

    /// <summary>The id.</summary>
    public override string ToString() => Column is null ? $"{(IsJob ? Job : Dataset)}{Name.Namespace}:{Name.Name}" : $"{Field}{Name.Namespace}:{Name.Name}:{Column}";

    private static LineageNodeId OfProduct(ProductReference product) => new(IsJob: false, new LineageName(LineageAccess.Mesh, product.ToString()));
}
