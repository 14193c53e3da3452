namespace MeshStarter.Platform.Workers.Wire;

/// <summary>A query ends for a reason of the worker's own (<see cref="MeshStarter.Platform.Workers.Pipes.WorkerErrors"/>).</summary>
internal sealed class WorkerFailureException(string kind, string message) : Exception(message)
{
    public string Kind { get; } = kind;
}
