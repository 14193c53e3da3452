using System.Runtime.CompilerServices;
using MeshStarter.Contracts;

namespace MeshStarter.Policy;

/// <summary>
/// The properties of a product that policy reads. Keep one instance while the product's contract is unchanged: the engine caches its plans with the instance.
/// </summary>
/// <param name="Product">Its name.</param>
/// <param name="Classification">How far its data may travel.</param>
/// <param name="Columns">Its columns.</param>
public sealed record PolicyResource(
    DataProductId Product, Classification Classification, IReadOnlyList<PolicyColumn> Columns)
{
    private static readonly ConditionalWeakTable<DataProductDescriptor, PolicyResource> ByDescriptor = [];

    private ResourcePlan? _plan;

    /// <summary>The resource of a descriptor; the same descriptor gives the same instance.</summary>
    public static PolicyResource FromDescriptor(DataProductDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return ByDescriptor.GetValue(descriptor, static d => Of(d.Name, d.Access, d.Schema));
    }

    /// <summary>The resource of a product as the catalog returns it; <see cref="PolicyResources"/> keeps one instance.</summary>
    public static PolicyResource FromProduct(ProductDetails product)
    {
        ArgumentNullException.ThrowIfNull(product);
        return Of(product.Name, product.Access, product.Schema);
    }

    /// <summary>Equal when name, classification and columns are; what the engine worked out does not count.</summary>
    public bool Equals(PolicyResource? other) =>
        other is not null && Product == other.Product && Classification == other.Classification && Columns.SequenceEqual(other.Columns);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Product, Classification, Columns.Count);

    // A copy made by "with" carries the plan of its original along: a plan counts only for what it was made of.
    // Two threads may make the same plan; either is as good.
    internal ResourcePlan PlanOf(PolicyBundle bundle) => _plan is { } plan && plan.IsFor(bundle, this)
        ? plan
        : _plan = new ResourcePlan(bundle, this);

    private static PolicyResource Of(DataProductId product, AccessTerms access, IReadOnlyList<ColumnDefinition> schema) => new(
        product,
        access.Classification,
        [.. schema.Select(column => new PolicyColumn(
            column.Name,
            column.Type,
            access.IsPii(column.Name, schema) && !column.Tags.Any(tag => ColumnTag.Covers("pii", tag)) ? [.. column.Tags, "pii"] : column.Tags))]);
}
