using MeshStarter.Catalog.Products;
using MeshStarter.Contracts.Lineage;

namespace MeshStarter.Catalog.Lineage.Impact;

/// <summary>A dataset that a change breaks, while the graph is followed.</summary>
/// <param name="name">The dataset.</param>
/// <param name="version">The version of the product that it is; null for one that is not registered, or is no product.</param>
/// <param name="distance">Steps from the changed product.</param>
internal sealed class ImpactedDataset(LineageName name, VisibleVersion? version, int distance)
{
    private static readonly IReadOnlyDictionary<string, ImpactedColumn> Nothing = new Dictionary<string, ImpactedColumn>();

    // Most datasets break as a whole.
    private Dictionary<string, ImpactedColumn>? _columns;

    public LineageName Name => name;

    /// <summary>The name of a product, and the node's id of any other dataset.</summary>
    public string Id { get; } = IdOf(name);

    public VisibleVersion? Version => version;

    public int Distance => distance;

    /// <summary>Whether all of it breaks; null where only columns do, false where that is not certain.</summary>
    public bool? IsCertain { get; private set; }

    /// <summary>The columns that break, by name.</summary>
    public IReadOnlyDictionary<string, ImpactedColumn> Columns => _columns ?? Nothing;

    /// <summary>The order of a report: the nearest first, then by id.</summary>
    public static int Compare(ImpactedDataset left, ImpactedDataset right) =>
        left.Distance.CompareTo(right.Distance) is not 0 and var order ? order : string.CompareOrdinal(left.Id, right.Id);

    /// <summary>The name of a product, and the node's id of any other dataset.</summary>
    public static string IdOf(LineageName name) => name.Namespace == LineageAccess.Mesh ? name.Name : new LineageNodeId(IsJob: false, name).ToString();

    /// <summary>Marks a column; false where that is not new.</summary>
    public bool Break(ImpactedColumn column) => (_columns ??= new(StringComparer.Ordinal)).TryAdd(column.Name, column);

    /// <summary>Marks all of it; false where that is not new.</summary>
    public bool BreakAll(bool isCertain)
    {
        if (IsCertain == true || IsCertain == isCertain)
        {
            return false;
        }

        IsCertain = isCertain;
        return true;
    }
}
