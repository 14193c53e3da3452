namespace MeshStarter.ServiceDefaults.Identity.Keys;

/// <summary>A fetched value, and the time for which it is fresh.</summary>
internal sealed record Fetched<T>(T Value, TimeSpan FreshFor);
