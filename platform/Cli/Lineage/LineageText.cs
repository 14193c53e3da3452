using System.Globalization;
using MeshStarter.Contracts.Lineage;
using MeshStarter.Contracts.Slo;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Lineage;

/// <summary>Nodes of a lineage as lines of text. Jobs are no lines: a dataset is made of those that its jobs read.</summary>
internal sealed class LineageText(IReadOnlyList<LineageItem> nodes, IReadOnlyList<LineageLink> edges)
{
    private readonly Dictionary<string, LineageItem> _nodes = nodes.ToDictionary(node => node.Id, StringComparer.Ordinal);
    private readonly ILookup<string, LineageLink> _incoming = edges.ToLookup(edge => edge.To, StringComparer.Ordinal);

    /// <summary>The line of a dataset or column.</summary>
    public string Of(LineageItem node) => string.Join(
        '\t',
        node.Distance.ToString(CultureInfo.InvariantCulture),
        Name(node),
        string.Join(", ", Sources(node)),
        node.Product is { } product ? SloText.Of(product.Status.State) : "-",
        VisibleText.Line(node.Product?.Owner ?? node.Source ?? "-"));

    private IEnumerable<string> Sources(LineageItem node) => _incoming[node.Id]
        .SelectMany(edge => _nodes.GetValueOrDefault(edge.From) is { Type: LineageItemType.Job } job ? _incoming[job.Id] : [edge])
        .Where(edge => _nodes.ContainsKey(edge.From))
        .Select(edge => Name(_nodes[edge.From]) + (node.Type == LineageItemType.Column ? $" ({VisibleText.Line(edge.Kind).ToLowerInvariant()})" : ""))
        .Distinct(StringComparer.Ordinal)
        .DefaultIfEmpty("-");

    private static string Name(LineageItem node) => VisibleText.Line(node.Column is null ? node.Name : $"{node.Name}.{node.Column}");
}
