namespace MeshStarter.Platform.Workers.Pool;

/// <summary>The state of a worker after a query.</summary>
internal enum WorkerAfterUse
{
    /// <summary>It has ended, or its query did not come to an end: it is not used again.</summary>
    Lost,

    /// <summary>Nothing was run: it is as it was.</summary>
    Untouched,

    /// <summary>It has answered, and says so when its next database is open.</summary>
    Resetting,
}
