using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Access;

/// <summary>A request for access to one product.</summary>
public sealed record AccessRequest
{
    /// <summary>Names the request.</summary>
    public required Guid Id { get; init; }

    /// <summary>The person or service that asks, for itself.</summary>
    public required string Principal { get; init; }

    /// <summary>The principal's domain; null without one.</summary>
    public string? PrincipalDomain { get; init; }

    /// <summary>Whether the principal is a service.</summary>
    public bool IsService { get; init; }

    /// <summary>The product.</summary>
    public required DataProductId Product { get; init; }

    /// <summary>The columns that are requested; null for all.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The purpose of the data, in the words of who requests it.</summary>
    public required string Purpose { get; init; }

    /// <summary>The end that is requested.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>The end of its grant, or the earliest that approvals set so far; null where none set one and there is no grant.</summary>
    public DateTimeOffset? GrantedUntil { get; init; }

    /// <summary>The state; once granted that of its grant.</summary>
    public required AccessState State { get; init; }

    /// <summary>Whether the security seat must approve alongside the owner: columns with personal data are requested.</summary>
    public bool NeedsSecurity { get; init; }

    /// <summary>The grant that it renews; null for a first request.</summary>
    public Guid? Renews { get; init; }

    /// <summary>The time at which it was made.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>The decisions so far.</summary>
    public IReadOnlyList<AccessDecision> Decisions { get; init; } = [];

    /// <summary>The grant that it became; null where it did not.</summary>
    public Guid? Grant { get; init; }

    /// <inheritdoc cref="AccessGrant.RevokedAt"/>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <inheritdoc cref="AccessGrant.RevokedBy"/>
    public string? RevokedBy { get; init; }

    /// <inheritdoc cref="AccessGrant.RevokeReason"/>
    public string? RevokeReason { get; init; }

    /// <summary>Whether the caller may decide about it now.</summary>
    public bool MayDecide { get; init; }
}
