using MeshStarter.Catalog.Search;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;
using NpgsqlTypes;

namespace MeshStarter.Catalog.Products;

/// <summary>The newest version of a major version of a product, as far as search, lists and graphs of many products need it.</summary>
internal sealed record VisibleVersion
{
    /// <summary>The product.</summary>
    public required DataProductId Product { get; init; }

    /// <summary>The product's name as text.</summary>
    public required string Name { get; init; }

    /// <summary>The words of the product's name.</summary>
    public required string Title { get; init; }

    /// <summary>The version.</summary>
    public required ProductVersion Version { get; init; }

    /// <summary>Its kind.</summary>
    public required ProductKind Kind { get; init; }

    /// <summary>The owner, who answers for it.</summary>
    public required string Owner { get; init; }

    /// <summary>The first words about it.</summary>
    public required string Description { get; init; }

    /// <summary>The profile that policy and facets read.</summary>
    public required KnownProfile Profile { get; init; }

    /// <summary>Its state while its domain's service is there; <see cref="ProductIndexContent.StateOf"/> knows whether it is.</summary>
    public required SloState State { get; init; }

    /// <summary>The number of subscribed consumers.</summary>
    public required int Consumers { get; init; }

    /// <summary>The number of subscribed consumers and of callers whose queries of the last 30 days read it.</summary>
    public required int Use { get; init; }

    /// <summary>The time at which the version was registered.</summary>
    public required DateTime RegisteredAt { get; init; }

    /// <summary>The time at which its major version is the default one of its product.</summary>
    public required NpgsqlRange<DateTime>[] DefaultDuring { get; init; }

    /// <summary>Whether its major version is the default one at a moment.</summary>
    public bool IsDefaultAt(DateTime moment)
    {
        foreach (var period in DefaultDuring)
        {
            if ((period.LowerBoundInfinite || moment > period.LowerBound || (moment == period.LowerBound && period.LowerBoundIsInclusive))
                && (period.UpperBoundInfinite || moment < period.UpperBound || (moment == period.UpperBound && period.UpperBoundIsInclusive)))
            {
                return true;
            }
        }

        return false;
    }
}
