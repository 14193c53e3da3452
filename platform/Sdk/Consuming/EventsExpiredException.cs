using MeshStarter.Contracts;
using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Registration;

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

    /// <summary>Returns the exception for what a stream port answers where events are gone; null for every other answer.</summary>
    internal static EventsExpiredException? Of(DataProductId product, Problem problem) =>
        (problem.Type, problem.LastExpiredEventId) is (ProblemTypes.EventsExpired, { } last) ? new EventsExpiredException(product, last, problem.Detail!) : null;
}
