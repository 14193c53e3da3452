namespace MeshStarter.TestKit.Providers;

/// <summary>An application at a provider.</summary>
/// <param name="Id">Its client id.</param>
/// <param name="ObjectId">Its own id, which is the subject of its own tokens.</param>
/// <param name="Secret">Its secret.</param>
public sealed record ProviderClient(string Id, string ObjectId, string Secret);
