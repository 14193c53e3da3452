namespace MeshStarter.QueryProxy.Engine;

/// <summary>A query ends for a reason of the worker's own (<see cref="Workers.WorkerErrors"/>).</summary>
internal sealed class WorkerFailureException(string kind, string message) : Exception(message)
{
    public string Kind { get; } = kind;
}
