using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Lifecycle;

/// <summary>The life-cycle status of one major version of a product.</summary>
public sealed record MajorVersionStatus
{
    /// <summary>The number.</summary>
    public required int Major { get; init; }

    /// <summary>Its newest version.</summary>
    public required ProductVersion Version { get; init; }

    /// <summary>The state.</summary>
    public required MajorVersionState State { get; init; }

    /// <summary>Whether the product's plain name means this one: the newest that is active.</summary>
    public required bool IsDefault { get; init; }

    /// <summary>The time at which it took, or will at the latest take, the place of the one before.</summary>
    public required DateTimeOffset ActiveFrom { get; init; }

    /// <summary>Since when it is deprecated: a successor became active, or its owner set its end; null where neither happened.</summary>
    public DateTimeOffset? DeprecatedAt { get; init; }

    /// <summary>
    /// The time from which it can no longer be read: the end that its owner set, else the notice of the mesh's policy after its successor became active;
    /// null while it has neither.
    /// </summary>
    public DateTimeOffset? RetiresAt { get; init; }

    /// <summary>The successor to read instead: the default major version; null where there is none, or this is it.</summary>
    public string? Successor { get; init; }
}
