namespace MeshStarter.Portal.Health;

/// <summary>Whether a service of the mesh says that it is well.</summary>
internal sealed record ServiceHealth(string Name, bool Healthy);
