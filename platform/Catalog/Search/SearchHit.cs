using System.Runtime.InteropServices;
using MeshStarter.Catalog.Products;

namespace MeshStarter.Catalog.Search;

/// <summary>A product that matches, with the keys of the order.</summary>
/// <param name="Version">The product.</param>
/// <param name="First">The first key.</param>
/// <param name="Second">The second key.</param>
/// <param name="Third">The third key.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SearchHit(VisibleVersion Version, long First, long Second, long Third)
{
    /// <summary>The order of a search.</summary>
    public static IComparer<SearchHit> FirstFirst { get; } = Comparer<SearchHit>.Create((left, right) => left.Compare(right));

    /// <summary>The opposite order.</summary>
    public static IComparer<SearchHit> LastFirst { get; } = Comparer<SearchHit>.Create((left, right) => right.Compare(left));

    /// <summary>The end of a page.</summary>
    public SearchCursor Cursor => new(First, Second, Third, Version.Name);

    /// <summary>Whether it comes before (negative) or after (positive) another one.</summary>
    public int Compare(SearchHit other) => Compare(other.First, other.Second, other.Third, other.Version.Name);

    /// <summary>Whether it comes before (negative) or after (positive) the end of a page.</summary>
    public int Compare(SearchCursor end) => Compare(end.First, end.Second, end.Third, end.Name);

    private int Compare(long first, long second, long third, string name) =>
        First != first ? First.CompareTo(first)
        : Second != second ? Second.CompareTo(second)
        : Third != third ? Third.CompareTo(third)
        : string.CompareOrdinal(Version.Name, name);
}
