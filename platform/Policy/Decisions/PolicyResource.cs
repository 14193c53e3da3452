using System.Runtime.CompilerServices;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Decisions;

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

    /// <summary>The version whose terms these are.</summary>
    public ProductVersion Version { get; init; } = ProductVersion.First;

    /// <summary>Terms of other versions that are in force unless the rules approve that they are gone; see <see cref="ProductDetails.Stricter"/>.</summary>
    public IReadOnlyList<StricterTerms> Stricter { get; init; } = [];

    /// <summary>The resource of a descriptor; the same descriptor gives the same instance.</summary>
    public static PolicyResource FromDescriptor(DataProductDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return ByDescriptor.GetValue(descriptor, static d => Of(d.Name, d.Version, d.Access, d.Schema));
    }

    /// <summary>The resource of a product as the catalog returns it; <see cref="PolicyResources"/> keeps one instance.</summary>
    public static PolicyResource FromProduct(ProductDetails product)
    {
        ArgumentNullException.ThrowIfNull(product);
        return Of(product.Name, product.Version, product.Access, product.Schema) with { Stricter = product.Stricter ?? [] };
    }

    /// <summary>Those of <see cref="Stricter"/> that a bundle does not approve to be gone.</summary>
    public IReadOnlyList<StricterTerms> StricterUnder(PolicyBundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        return [.. Stricter.Select(terms => Remaining(bundle, terms)).Where(terms => terms.Classification is not null || terms.Columns.Count > 0)];
    }

    /// <summary>The properties that decisions by a bundle are made on: those declared, and <see cref="StricterUnder"/>.</summary>
    public PolicyResource InForce(PolicyBundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        if (Stricter.Count == 0)
        {
            return this;
        }

        var stricter = StricterUnder(bundle);
        return this with
        {
            Classification = stricter.Select(terms => terms.Classification ?? Classification).Append(Classification).Max(),
            Columns = [.. Columns.Select(column => WithTags(column, stricter, bundle.Exemptions))],
            Stricter = [],
        };
    }

    /// <summary>Equal when name, classification and columns are; what the engine worked out does not count.</summary>
    public bool Equals(PolicyResource? other) =>
        other is not null && Product == other.Product && Classification == other.Classification && Columns.SequenceEqual(other.Columns)
        && Version == other.Version && Stricter.SequenceEqual(other.Stricter);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Product, Classification, Columns.Count);

    // A copy made by "with" carries the plan of its original along: a plan counts only for what it was made of.
    // Two threads may make the same plan; either is as good.
    internal ResourcePlan PlanOf(PolicyBundle bundle) => _plan is { } plan && plan.IsFor(bundle, this)
        ? plan
        : _plan = new ResourcePlan(bundle.Rules, this);

    private StricterTerms Remaining(PolicyBundle bundle, StricterTerms terms)
    {
        var approvals = bundle.Declassifications.Where(approval => approval.Concerns(this, terms)).ToList();
        return terms with
        {
            Classification = approvals.Exists(approval => approval.ApprovesClassification) ? null : terms.Classification,
            // A tag by which an owner says that a column is no personal data hides nothing, so it does not stay.
            Columns = [.. terms.Columns.Where(column => !approvals.Exists(approval => approval.Approves(column.Name)))
                .Select(column => column with { Tags = [.. column.Tags.Where(tag => !bundle.Exemptions.Contains(tag))] })
                .Where(column => column.Tags.Count > 0)],
        };
    }

    private PolicyColumn WithTags(PolicyColumn column, IReadOnlyList<StricterTerms> remaining, IReadOnlySet<string> exemptions)
    {
        // The catalog returns columns with the tags in force: those of other versions are not its own, approved to be gone or not.
        var kept = TagsOf(column, Stricter);
        if (kept.Count == 0)
        {
            return column;
        }

        var tags = TagsOf(column, remaining);
        return column with { Kept = kept, Tags = tags.Count == 0 ? column.Tags : [.. column.Tags.Where(tag => !exemptions.Contains(tag)).Concat(tags).Distinct(StringComparer.Ordinal)] };
    }

    private static List<string> TagsOf(PolicyColumn column, IEnumerable<StricterTerms> stricter) =>
        [.. stricter.SelectMany(terms => terms.Columns).Where(other => string.Equals(other.Name, column.Name, StringComparison.OrdinalIgnoreCase)).SelectMany(other => other.Tags)];

    private static PolicyResource Of(DataProductId product, ProductVersion version, AccessTerms access, IReadOnlyList<ColumnDefinition> schema) => new(
        product,
        access.Classification,
        [.. schema.Select(column => new PolicyColumn(
            column.Name,
            column.Type,
            access.IsPii(column.Name, schema) && !column.Tags.Any(tag => ColumnTag.Covers("pii", tag)) ? [.. column.Tags, "pii"] : column.Tags))])
    {
        Version = version,
    };
}
