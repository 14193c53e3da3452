using MeshStarter.Contracts.Products;

namespace MeshStarter.Sdk.Consuming;

/// <summary>A product cannot be read by this caller; the message says why and what helps. Asking again does not; where it does, it is a <see cref="ProductNotReadyException"/> or another <see cref="HttpRequestException"/>.</summary>
public sealed class SubscriptionRefusedException : Exception
{
    /// <summary>Makes the exception for a product.</summary>
    public SubscriptionRefusedException(DataProductId product, string reason) : base($"{product} {reason}")
    {
        Product = product;
    }

    /// <summary>The product.</summary>
    public DataProductId Product { get; }

    /// <summary>Whether the snapshot of the read is not kept any more: another one can be read.</summary>
    internal bool IsStateGone { get; init; }
}
