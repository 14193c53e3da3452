using MeshStarter.Sdk.Products;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>Products that are published in one round: those that <c>referential</c> checks link, or one product alone.</summary>
/// <param name="Products">The products, a referenced one before those that refer to it.</param>
/// <param name="Interval">The longest time that a row of the group waits for its publish: the shortest interval of its products.</param>
internal sealed record PublishGroup(IReadOnlyList<OwnProduct> Products, TimeSpan Interval)
{
    /// <summary>Returns the groups of a domain's products.</summary>
    /// <param name="products">The products.</param>
    /// <param name="setting"><c>Mesh:PublishInterval</c> of the domain; null when it is not set.</param>
    public static IReadOnlyList<PublishGroup> Of(IReadOnlyList<OwnProduct> products, TimeSpan? setting)
    {
        List<List<OwnProduct>> groups = [];
        foreach (var product in ReferenceOrder.Of(products))
        {
            var linked = groups.Where(group => group.Exists(other => AreLinked(product, other))).ToList();
            groups.RemoveAll(linked.Contains);
            groups.Add([.. linked.SelectMany(group => group), product]);
        }

        return [.. groups.Select(group => new PublishGroup(ReferenceOrder.Of(group), group.Min(product => PublishIntervals.Of(product.Descriptor, setting))))];
    }

    private static bool AreLinked(OwnProduct one, OwnProduct other) =>
        one.Name == other.Name || ReferenceOrder.References(one).Contains(other.Name) || ReferenceOrder.References(other).Contains(one.Name);
}
