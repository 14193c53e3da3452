using System.Globalization;

namespace MeshStarter.Portal.Lineage;

/// <summary>A question for lineage, as the page's address has it.</summary>
/// <param name="Node">The product, dataset, job or column.</param>
/// <param name="Direction"><c>upstream</c>, <c>downstream</c> or <c>both</c>.</param>
/// <param name="Depth">Steps from dataset to dataset.</param>
/// <param name="Level"><c>product</c> or <c>column</c>.</param>
/// <param name="Cursor">The cursor of a further page; null for the first.</param>
internal sealed record LineageQuery(string Node, string Direction, int Depth, string Level, string? Cursor = null)
{
    public const int DefaultDepth = 2;

    /// <summary>The steps that the catalog follows at most.</summary>
    public const int MaximumDepth = 100;

    /// <summary>The time that the catalog has to follow it.</summary>
    public const int Seconds = 20;

    private const int PageSize = 500;

    /// <summary>The address below the catalog's.</summary>
    public string OfCatalog => $"lineage?{this}&limit={PageSize}";

    /// <summary>The query part of an address.</summary>
    public override string ToString() =>
        $"node={Uri.EscapeDataString(Node)}&direction={Uri.EscapeDataString(Direction)}&depth={Depth.ToString(CultureInfo.InvariantCulture)}&level={Uri.EscapeDataString(Level)}{(Cursor is { Length: > 0 } ? $"&cursor={Uri.EscapeDataString(Cursor)}" : "")}";
}
