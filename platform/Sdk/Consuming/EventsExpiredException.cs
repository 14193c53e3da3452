using MeshStarter.Contracts.Products;

namespace MeshStarter.Sdk.Consuming;

/// <summary>
/// Events that a consumer did not read yet have had their retention and are gone. It reads the product's table, or its stream from the start, to have the
/// current rows, or accepts the gap and goes on after <see cref="LastExpiredEventId"/>.
/// </summary>
public sealed class EventsExpiredException : Exception
{
    /// <summary>Makes the exception for a product.</summary>
    public EventsExpiredException(DataProductId product, string lastExpiredEventId, string reason) : base($"{product}: {reason}")
    {
        Product = product;
        LastExpiredEventId = lastExpiredEventId;
    }

    /// <summary>The product.</summary>
    public DataProductId Product { get; }

    /// <summary>The last event that is gone: the next one after it is the first that there is.</summary>
    public string LastExpiredEventId { get; }
}
