using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Catalog.Search;

/// <summary>A profile with the resource that policy decides by for its products that no rule names; one instance, because policy's plans are cached with it.</summary>
/// <param name="id">The profile's number.</param>
/// <param name="profile">The profile.</param>
internal sealed class KnownProfile(int id, SearchProfile profile)
{
    /// <summary>Represents a product of the domain.</summary>
    private const string AnyProduct = "any";

    private ProfileInForce? _inForce;

    /// <summary>The profile's number.</summary>
    public int Id { get; } = id;

    /// <summary>The profile.</summary>
    public SearchProfile Profile { get; } = profile;

    /// <summary>The resource.</summary>
    public PolicyResource Resource { get; } = profile.ResourceOf(profile.Terms?.Product ?? new DataProductId(profile.Domain, AnyProduct));

    /// <summary>Returns the profile that a bundle has in force.</summary>
    public ProfileInForce InForce(PolicyBundle bundle)
    {
        // Two threads may make the same one; either is as good.
        if (_inForce is { } known && (Profile.Terms is null || ReferenceEquals(known.Bundle, bundle)))
        {
            return known;
        }

        var inForce = Resource.InForce(bundle);
        return _inForce = new ProfileInForce
        {
            Bundle = bundle,
            Classification = inForce.Classification,
            Tags = Profile.Terms is null ? Profile.Tags : [.. inForce.Columns.SelectMany(column => column.Tags).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Domain = Profile.Domain,
            Kind = WireNames.Of(Profile.Kind),
            ClassificationName = WireNames.Of(inForce.Classification),
            Ports = [.. Profile.Ports.Select(WireNames.Of)],
        };
    }
}
