using MeshStarter.Contracts;

namespace MeshStarter.Catalog.Lineage;

/// <summary>A dataset that a change breaks, while the graph is followed.</summary>
internal sealed class ImpactedDataset(LineageName name, int distance)
{
    public LineageName Name => name;

    public int Distance => distance;

    /// <summary>Whether all of it breaks; null where only columns do, false where that is not certain.</summary>
    public bool? IsCertain { get; private set; }

    public Dictionary<string, ImpactedColumn> Columns { get; } = new(StringComparer.Ordinal);

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
