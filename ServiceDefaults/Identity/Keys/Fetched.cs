namespace MeshStarter.ServiceDefaults.Identity.Keys;

/// <summary>A value as its source gave it, and how long it counts as fresh.</summary>
internal sealed record Fetched<T>(T Value, TimeSpan FreshFor);
