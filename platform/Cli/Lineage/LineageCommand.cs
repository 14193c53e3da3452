using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Remote;
using MeshStarter.Cli.Terminal;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Lineage;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Texts;
using MeshStarter.Platform.Pipelines.Definitions;

namespace MeshStarter.Cli.Lineage;

/// <summary><c>mesh lineage</c>: shows what a product or one of its columns is made of, and what is made of it.</summary>
internal static class LineageCommand
{
    private const int UsualSteps = 3;
    private const int MostSteps = 100;
    private const int PageSize = 5_000;

    public static Command Create()
    {
        var product = ProductArgument.Create();
        var column = new Option<string?>("--column") { Description = "A column of the product: what its values are made of, and what is made of them" };
        var direction = new Option<string>("--direction") { Description = "upstream (what it is made of), downstream (what is made of it), or both", DefaultValueFactory = _ => WireNames.Of(LineageDirection.Both) };
        direction.AcceptOnlyFromAmong([.. WireNames.All<LineageDirection>()]);
        var depth = BoundedOption.Create("--depth", "The number of steps that are followed", 0, MostSteps, UsualSteps);
        var format = FormatOption.OfList("nodes");
        var command = new MeshCommand("lineage", "Show what a product or one of its columns is made of, and what is made of it: a line for each dataset with its steps, the nearest first") { product, column, direction, depth, format };
        return command.Run(async (result, mesh, cancellationToken) =>
        {
            var node = $"{result.GetValue(product)}{(result.GetValue(column) is { Length: > 0 } name ? $".{name}" : "")}";
            var level = result.GetValue(column) is { Length: > 0 } ? LineageLevel.Column : LineageLevel.Product;
            var pages = await ReadAsync(mesh, node, result.GetValue(direction), result.GetValue(depth), level, cancellationToken);
            await WriteAsync(pages, result.GetValue(depth), FormatOption.IsJson(result, format));
            if (level == LineageLevel.Column && result.GetValue(direction) != WireNames.Of(LineageDirection.Downstream) && !pages.SelectMany(page => page.Edges).Any(edge => edge.To == pages[0].Node))
            {
                await ExplainAsync(mesh, result.GetValue(product), cancellationToken);
            }
        });
    }

    private static async Task<IReadOnlyList<LineagePage>> ReadAsync(MeshRemote mesh, string node, string? direction, int depth, LineageLevel level, CancellationToken cancellationToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"lineage?node={Uri.EscapeDataString(node)}&direction={direction}&depth={depth}&level={WireNames.Of(level)}&limit={PageSize}");
        var pages = new List<LineagePage>();
        do
        {
            pages.Add((await mesh.GetAsync($"{path}{QueryParameter.Of("cursor", pages.LastOrDefault()?.Next)}", cancellationToken)).Deserialize<LineagePage>(MeshJson.Options)!);
        }
        while (pages[^1].Next is not null);
        return pages;
    }

    // The rows of a SELECT have lineage, and its columns have none.
    private static async Task ExplainAsync(MeshRemote mesh, ProductReference product, CancellationToken cancellationToken)
    {
        var pages = await ReadAsync(mesh, product.ToString(), WireNames.Of(LineageDirection.Upstream), depth: 1, LineageLevel.Product, cancellationToken);
        if (pages.SelectMany(page => page.Nodes).Any(node => node.Transformation?.Location?.Contains(PipelineDefinition.SqlFileName, StringComparison.Ordinal) == true))
        {
            await Console.Error.WriteLineAsync($"{product} is computed by a SELECT, of which columns have no lineage: mesh lineage {product} shows the products that it reads.");
        }
    }

    private static async Task WriteAsync(IReadOnlyList<LineagePage> pages, int depth, bool asJson)
    {
        // A graph that changes between two pages may give a node or an edge twice.
        var nodes = pages.SelectMany(page => page.Nodes).DistinctBy(node => node.Id).ToList();
        var edges = pages.SelectMany(page => page.Edges).Distinct().ToList();
        var text = new LineageText(nodes, edges);
        await using (var list = new Listing(asJson, "steps", "what", "made of", "state", "owner"))
        {
            foreach (var node in nodes.Where(node => asJson || node.Type != LineageItemType.Job))
            {
                var from = edges.Where(edge => edge.To == node.Id).Select(edge => new { edge.From, edge.Kind });
                await list.AddAsync(asJson ? JsonSerializer.SerializeToElement(new { Node = node, From = from }, MeshJson.Options) : default, () => text.Of(node));
            }
        }

        if (!pages[0].IsWhole)
        {
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"There is more beyond {Words.Count(depth, "step")}: raise --depth."));
        }
    }
}
