using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Access;

/// <summary>A time-limited permission to read a product, from an approved request.</summary>
public sealed record AccessGrant
{
    /// <summary>Names the grant.</summary>
    public required Guid Id { get; init; }

    /// <summary>The request that it is from.</summary>
    public required Guid Request { get; init; }

    /// <summary>The grant that goes on in this one; null for a first one.</summary>
    public Guid? Renews { get; init; }

    /// <inheritdoc cref="GrantTerms.Principal"/>
    public required string Principal { get; init; }

    /// <summary>The principal's domain at the time of the request; null without one.</summary>
    public string? PrincipalDomain { get; init; }

    /// <inheritdoc cref="GrantTerms.IsService"/>
    public bool IsService { get; init; }

    /// <inheritdoc cref="GrantTerms.Product"/>
    public required DataProductId Product { get; init; }

    /// <inheritdoc cref="GrantTerms.AllColumns"/>
    public bool AllColumns { get; init; }

    /// <inheritdoc cref="GrantTerms.Columns"/>
    public required IReadOnlyList<TaggedColumn> Columns { get; init; }

    /// <inheritdoc cref="GrantTerms.MajorVersions"/>
    public required IReadOnlyList<int> MajorVersions { get; init; }

    /// <summary>The purpose of the data.</summary>
    public required string Purpose { get; init; }

    /// <summary>The time at which it was given.</summary>
    public required DateTimeOffset GrantedAt { get; init; }

    /// <inheritdoc cref="GrantTerms.Until"/>
    public required DateTimeOffset Until { get; init; }

    /// <summary>The state.</summary>
    public required AccessState State { get; init; }

    /// <summary>The time at which it was revoked; null where it was not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The user who revoked it; null where it was not revoked.</summary>
    public string? RevokedBy { get; init; }

    /// <summary>The reason why it was revoked; null where it was not.</summary>
    public string? RevokeReason { get; init; }

    /// <summary>The decisions by which its request was approved.</summary>
    public IReadOnlyList<AccessDecision> Decisions { get; init; } = [];

    /// <summary>Whether the caller may revoke it.</summary>
    public bool MayRevoke { get; init; }
}
