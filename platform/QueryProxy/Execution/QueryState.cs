namespace MeshStarter.QueryProxy.Execution;

/// <summary>The states of a query, in the words of Trino's clients.</summary>
internal enum QueryState
{
    Queued,
    Planning,
    Running,
    Finished,
    Failed,
}
