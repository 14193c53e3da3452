namespace MeshStarter.Contracts.Lifecycle;

/// <summary>A consumer's request to subscribe to a product.</summary>
/// <param name="Purpose">The purpose, in a sentence.</param>
/// <param name="Major">The major version; the default one when null.</param>
/// <param name="Columns">The columns of the consumer's copy of the contract; null for a consumer without one, which changes nothing of those sent before.</param>
public sealed record SubscriptionRequest(string Purpose, int? Major = null, IReadOnlyList<string>? Columns = null);
