using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using MeshStarter.Contracts.Lineage;

namespace MeshStarter.Catalog.Lineage;

/// <summary>
/// A page of a walk. Nodes are in order of their distance; an edge comes with the later one of its nodes. The walk is followed again for each
/// page: what became known between two pages may be missing, and nothing comes twice.
/// </summary>
internal static class WalkPage
{
    /// <summary>Returns the nodes and edges of a page.</summary>
    /// <param name="walk">The whole walk.</param>
    /// <param name="after">The node that the page before ended with; null for the first page.</param>
    /// <param name="limit">The number of nodes.</param>
    public static (IReadOnlyList<(LineageNodeId Node, int Distance)> Nodes, IReadOnlyList<LineageLink> Edges, string? Next) Of(LineageWalk walk, WalkCursor? after, int limit)
    {
        var ordered = walk.Distances.Select(node => (Node: node.Key, Cursor: new WalkCursor(node.Value, node.Key.ToString()))).OrderBy(node => node.Cursor, WalkCursor.Order).ToList();
        var first = after is null ? 0 : ordered.TakeWhile(node => WalkCursor.Order.Compare(node.Cursor, after) <= 0).Count();
        var page = ordered.Skip(first).Take(limit).ToList();
        var places = ordered.Take(first + page.Count).Select((node, place) => (node.Node, place)).ToDictionary(node => node.Node, node => node.place);
        var edges = walk.Edges
            .Where(edge => places.TryGetValue(edge.Key.From, out var from) && places.TryGetValue(edge.Key.To, out var to) && Math.Max(from, to) >= first)
            .Select(edge => new LineageLink(edge.Key.From.ToString(), edge.Key.To.ToString(), edge.Value))
            .OrderBy(edge => edge.From, StringComparer.Ordinal).ThenBy(edge => edge.To, StringComparer.Ordinal);
        return ([.. page.Select(node => (node.Node, node.Cursor.Distance))], [.. edges], first + page.Count < ordered.Count ? page[^1].Cursor.ToString() : null);
    }
}

/// <summary>A node's place in the order of a walk.</summary>
/// <param name="Distance">Its distance.</param>
/// <param name="Id">Its id.</param>
internal sealed record WalkCursor(int Distance, string Id)
{
    /// <summary>The order of a walk: the nearest first, then by direction and id.</summary>
    public static readonly Comparer<WalkCursor> Order = Comparer<WalkCursor>.Create((left, right) =>
        Math.Abs(left.Distance).CompareTo(Math.Abs(right.Distance)) is not 0 and var far ? far
        : left.Distance.CompareTo(right.Distance) is not 0 and var side ? side
        : string.CompareOrdinal(left.Id, right.Id));

    /// <summary>Reads a cursor; null for a text that is none.</summary>
    public static WalkCursor? Parse(string text)
    {
        var bytes = new byte[text.Length];
        return Base64Url.DecodeFromChars(text, bytes, out _, out var length) == OperationStatus.Done
            && Encoding.UTF8.GetString(bytes, 0, length) is var plain && plain.IndexOf(' ', StringComparison.Ordinal) is > 0 and var mark
            && int.TryParse(plain.AsSpan(0, mark), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var distance)
                ? new WalkCursor(distance, plain[(mark + 1)..])
                : null;
    }

    /// <summary>The cursor, for an address.</summary>
    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Distance} {Id}")));
}
