namespace MeshStarter.Contracts;

/// <summary>What a consumer says when it begins to use a product.</summary>
/// <param name="Purpose">What for, in a sentence.</param>
/// <param name="Major">The major version; the default one when null.</param>
public sealed record SubscriptionRequest(string Purpose, int? Major = null);
