namespace MeshStarter.QueryProxy.Execution;

/// <summary>How far a query has come, in the words of Trino's clients.</summary>
internal enum QueryState
{
    Queued,
    Planning,
    Running,
    Finished,
    Failed,
}
