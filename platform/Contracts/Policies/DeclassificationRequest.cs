using System.Text.Json.Serialization;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Policies;

/// <summary>A request to handle a version of a product less strictly than another version of it declares.</summary>
public sealed record DeclassificationRequest
{
    /// <summary>Names the request.</summary>
    public required Guid Id { get; init; }

    /// <summary>The product.</summary>
    public required DataProductId Product { get; init; }

    /// <summary>The version that declares less.</summary>
    public required ProductVersion Version { get; init; }

    /// <summary>The columns whose tags are to be gone; null for the product's classification.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The reason, in the words of who requests it.</summary>
    public required string Reason { get; init; }

    /// <summary>The person who asks.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>The time at which it was made.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>Its state.</summary>
    public required DeclassificationState State { get; init; }

    /// <summary>The person of the security seat who decided; null while none has.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>The reason of the decision.</summary>
    public string? Decision { get; init; }

    /// <summary>The time of the decision.</summary>
    public DateTimeOffset? DecidedAt { get; init; }
}

/// <summary>The state of a request to declassify. On the wire in lower case.</summary>
public enum DeclassificationState
{
    /// <summary>Not decided.</summary>
    Requested,

    /// <summary>Approved, and in force.</summary>
    Approved,

    /// <summary>Declined.</summary>
    Declined,
}

/// <summary>A request to declassify.</summary>
/// <param name="Product">The product.</param>
/// <param name="Version">The version that declares less.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Columns">The columns whose tags are to be gone; null for the product's classification.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DeclassificationForm(DataProductId Product, ProductVersion Version, string Reason, IReadOnlyList<string>? Columns = null);
