using System.Runtime.CompilerServices;
using MeshStarter.Contracts;

namespace MeshStarter.Policy;

/// <summary>
/// What policy knows about a product. Keep one instance as long as the product's contract stands: what the engine
/// works out for it is kept with the instance.
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
        return ByDescriptor.GetValue(descriptor, static d => new PolicyResource(
            d.Name,
            d.Access.Classification,
            [.. d.Schema.Select(column => new PolicyColumn(column.Name, column.Type, Tags(d, column)))]));
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

    private static IReadOnlyList<string> Tags(DataProductDescriptor descriptor, ColumnDefinition column) =>
        descriptor.IsPii(column.Name) && !column.Tags.Any(tag => ColumnTag.Covers("pii", tag))
            ? [.. column.Tags, "pii"]
            : column.Tags;
}
