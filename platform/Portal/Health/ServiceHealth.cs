namespace MeshStarter.Portal.Health;

/// <summary>The health of a process of the mesh.</summary>
public sealed record ServiceHealth(string Name, ServiceCondition Condition);
