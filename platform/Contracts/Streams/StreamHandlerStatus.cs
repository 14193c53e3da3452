using System.Text.Json.Serialization;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Streams;

/// <summary>A handler of a domain that follows a product's stream.</summary>
/// <param name="Handler">The handler's name.</param>
/// <param name="Product">The product.</param>
/// <param name="Major">The major version that the handler follows; null until it has begun.</param>
/// <param name="LastEventId">The last event that it has handled; null before the first.</param>
/// <param name="Failure">Its failure; null while it handles what comes.</param>
/// <param name="DeadLetters">The number of events that were skipped and not replayed.</param>
public sealed record StreamHandlerStatus(string Handler, DataProductId Product, int? Major, string? LastEventId, StreamFailure? Failure, long DeadLetters)
{
    /// <summary>The product, with the major version where it is known.</summary>
    [JsonIgnore]
    public ProductReference Reference => new(Product, Major);
}
