namespace MeshStarter.Portal.Health;

/// <summary>How a process of the mesh is.</summary>
public sealed record ServiceHealth(string Name, ServiceCondition Condition);
