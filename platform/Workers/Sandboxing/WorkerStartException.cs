namespace MeshStarter.Platform.Workers.Sandboxing;

/// <summary>A SQL worker did not come up: a fault of the installation, not of a query.</summary>
internal sealed class WorkerStartException(string message) : Exception(message);
