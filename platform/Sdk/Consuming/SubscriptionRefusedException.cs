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

    /// <summary>Makes the exception with a text.</summary>
    public SubscriptionRefusedException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with a text and its cause.</summary>
    public SubscriptionRefusedException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Makes the exception.</summary>
    public SubscriptionRefusedException() : this("A product cannot be read.")
    {
    }

    /// <summary>The product; null where the exception was made of a text alone.</summary>
    public DataProductId? Product { get; }

    /// <summary>Whether the snapshot of the read is not kept any more: another one can be read.</summary>
    internal bool IsStateGone { get; init; }
}
