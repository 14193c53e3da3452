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

    /// <summary>Makes the exception.</summary>
    public EventsExpiredException() : this("Events are gone.")
    {
    }

    /// <summary>Makes the exception with a text.</summary>
    public EventsExpiredException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with a text and its cause.</summary>
    public EventsExpiredException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>The product; null where the exception was made of a text alone.</summary>
    public DataProductId? Product { get; }

    /// <summary>The last event that is gone: the next one after it is the first that there is.</summary>
    public string LastExpiredEventId { get; } = "";
}
