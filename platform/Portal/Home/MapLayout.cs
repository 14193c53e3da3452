using MeshStarter.Contracts.Overview;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Portal.Home;

/// <summary>Places the mesh on a map: domains as boxes in columns from source to consumer, their products in them, and the flows as curves.</summary>
internal sealed record MapLayout(int Width, int Height, IReadOnlyList<MapDomain> Domains, IReadOnlyList<MapFlow> Flows)
{
    /// <summary>The width of a product.</summary>
    public const int ProductWidth = 190;

    /// <summary>The height of a product.</summary>
    public const int ProductHeight = 50;

    private const int Edge = 12;
    private const int Padding = 18;
    private const int Heading = 38;
    private const int ProductGap = 20;
    private const int ColumnGap = 64;
    private const int RowGap = 20;
    private const int BoxWidth = ProductWidth + 2 * Padding;
    private const int Bend = 46;
    private const int InnerBend = 20;

    /// <summary>Lays out an overview.</summary>
    public static MapLayout Of(MeshOverview overview)
    {
        var columns = Columns(overview);
        var rank = Ranks([.. overview.Domains.SelectMany(domain => domain.Products).Select(product => product.Name)], [.. overview.Flows.Select(flow => (flow.From, flow.To))]);
        var tops = new Dictionary<int, int>();
        List<MapDomain> domains = [];
        foreach (var domain in overview.Domains.OrderBy(domain => columns[domain.Domain]).ThenBy(domain => domain.Domain, StringComparer.Ordinal))
        {
            var column = columns[domain.Domain];
            var (x, y) = (Edge + column * (BoxWidth + ColumnGap), tops.GetValueOrDefault(column, Edge));
            List<MapProduct> products = [];
            foreach (var product in domain.Products.OrderBy(product => rank[product.Name]).ThenBy(product => product.Name.ToString(), StringComparer.Ordinal))
            {
                products.Add(new MapProduct(product, x + Padding, y + Heading + products.Count * (ProductHeight + ProductGap)));
            }

            var height = Heading + products.Count * (ProductHeight + ProductGap) + (domain.HasMore ? Padding : 0);
            domains.Add(new MapDomain(domain.Domain, domain.HasMore, x, y, BoxWidth, height, products));
            tops[column] = y + height + RowGap;
        }

        var places = domains.SelectMany(domain => domain.Products).ToDictionary(product => product.Product.Name);
        return new MapLayout(
            2 * Edge + (tops.Count == 0 ? 0 : tops.Keys.Max() + 1) * (BoxWidth + ColumnGap) - ColumnGap,
            tops.Count == 0 ? 0 : tops.Values.Max() - RowGap + Edge,
            domains,
            [.. overview.Flows.Where(flow => places.ContainsKey(flow.From) && places.ContainsKey(flow.To)).Select(flow => new MapFlow(flow.From, flow.To, Curve(places[flow.From], places[flow.To])))]);
    }

    // Domains without a flow between them fill the columns from the left, so that a mesh without lineage is no tower.
    private static Dictionary<string, int> Columns(MeshOverview overview)
    {
        var ranks = Ranks([.. overview.Domains.Select(domain => domain.Domain)], [.. overview.Flows.Select(flow => (flow.From.Domain, flow.To.Domain)).Where(flow => flow.Item1 != flow.Item2).Distinct()]);
        var isConnected = overview.Flows.Where(flow => flow.From.Domain != flow.To.Domain).SelectMany(flow => new[] { flow.From.Domain, flow.To.Domain }).ToHashSet(StringComparer.Ordinal);
        var count = Math.Max(3, ranks.Count == 0 ? 0 : ranks.Values.Max() + 1);
        var next = 0;
        return overview.Domains.ToDictionary(domain => domain.Domain, domain => isConnected.Contains(domain.Domain) ? ranks[domain.Domain] : next++ % count, StringComparer.Ordinal);
    }

    /// <summary>The longest way to each node from one without an origin; of a circle, nodes keep the rank that they have when each was visited once.</summary>
    private static Dictionary<T, int> Ranks<T>(IReadOnlyList<T> nodes, IReadOnlyList<(T From, T To)> edges)
        where T : notnull
    {
        var ranks = nodes.ToDictionary(node => node, _ => 0);
        for (var round = 0; round < nodes.Count; round++)
        {
            var isChanged = false;
            foreach (var (from, to) in edges.Where(edge => ranks.ContainsKey(edge.From) && ranks.ContainsKey(edge.To)))
            {
                if (ranks[to] <= ranks[from] && ranks[from] + 1 < nodes.Count)
                {
                    (ranks[to], isChanged) = (ranks[from] + 1, true);
                }
            }

            if (!isChanged)
            {
                break;
            }
        }

        return ranks;
    }

    private static string Curve(MapProduct from, MapProduct to)
    {
        var (startY, endY) = (from.Y + ProductHeight / 2, to.Y + ProductHeight / 2);
        var (start, end) = (from.X + ProductWidth, to.X);
        if (from.X == to.X)
        {
            // Within a box: around the left side, up to its edge.
            return $"M{end} {startY}C{end - InnerBend} {startY} {end - InnerBend} {endY} {end - 2} {endY}";
        }

        return to.X > from.X
            ? $"M{start} {startY}C{start + Bend} {startY} {end - Bend} {endY} {end - 2} {endY}"
            : $"M{from.X} {startY}C{from.X - Bend} {startY} {to.X + ProductWidth + Bend} {endY} {to.X + ProductWidth + 2} {endY}";
    }
}

/// <summary>A domain on the map.</summary>
internal sealed record MapDomain(string Name, bool HasMore, int X, int Y, int Width, int Height, IReadOnlyList<MapProduct> Products);

/// <summary>A product on the map.</summary>
internal sealed record MapProduct(OverviewProduct Product, int X, int Y);

/// <summary>A flow on the map, with the path of its curve.</summary>
internal sealed record MapFlow(DataProductId From, DataProductId To, string Path);
