using System.Text.Json.Serialization;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Streams;

/// <summary>An event that an owner had a stream handler skip. It has no data: the event stays in its stream, as long as its row does.</summary>
public sealed record DeadLetter
{
    /// <summary>Names it in its domain.</summary>
    public required long Id { get; init; }

    /// <summary>The handler's name.</summary>
    public required string Handler { get; init; }

    /// <summary>The product of the stream.</summary>
    public required DataProductId Product { get; init; }

    /// <summary>Its major version.</summary>
    public required int Major { get; init; }

    /// <summary>The product with its major version.</summary>
    [JsonIgnore]
    public ProductReference Reference => new(Product, Major);

    /// <summary>The event.</summary>
    public required string EventId { get; init; }

    /// <summary>The type of the exception that the handler threw at the last try.</summary>
    public required string Type { get; init; }

    /// <summary>The exception's message.</summary>
    public required string Message { get; init; }

    /// <summary>The owner who skipped it.</summary>
    public required string SkippedBy { get; init; }

    /// <summary>The time of the skip.</summary>
    public required DateTimeOffset SkippedAt { get; init; }

    /// <summary>The reason, in the owner's words.</summary>
    public required string Reason { get; init; }

    /// <summary>The time at which the handler has handled it after all; null while it has not.</summary>
    public DateTimeOffset? ReplayedAt { get; init; }
}
