namespace MeshStarter.Platform.Workers.Engine;

/// <summary>Limits that the engine sets for itself. The proxy enforces the hard limits from outside.</summary>
/// <param name="Threads">Threads of one query.</param>
/// <param name="MemoryMiB">The engine's own memory limit in MiB.</param>
internal sealed record SandboxLimits(int Threads, int MemoryMiB);
