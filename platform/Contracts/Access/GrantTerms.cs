using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Access;

/// <summary>The terms of a grant, in the form that enforcement points decide by.</summary>
public sealed record GrantTerms
{
    /// <summary>Names the grant.</summary>
    public required Guid Id { get; init; }

    /// <summary>The person or service that it is given to: the claim <c>sub</c>.</summary>
    public required string Principal { get; init; }

    /// <summary>Whether the principal is a service: a person of the same name has nothing of it.</summary>
    public bool IsService { get; init; }

    /// <summary>The product that may be read.</summary>
    public required DataProductId Product { get; init; }

    /// <summary>Whether all columns may be read, and not only <see cref="Columns"/>.</summary>
    public bool AllColumns { get; init; }

    /// <summary>The columns as they were when it was given, with the tags of then. Only these are seen in clear where a rule masks them.</summary>
    public IReadOnlyList<TaggedColumn> Columns { get; init; } = [];

    /// <summary>The major versions of then. A rule's masks stay on all others.</summary>
    public IReadOnlyList<int> MajorVersions { get; init; } = [];

    /// <summary>The end; every enforcement point keeps it by its own clock.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Whether it is revoked, or its principal is suspended.</summary>
    public bool IsEnded { get; init; }
}
