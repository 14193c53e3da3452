namespace MeshStarter.Contracts.Pipelines;

/// <summary>The state of a run of a pipeline; in JSON in <c>snake_case</c>.</summary>
public enum RunState
{
    /// <summary>It waits for its turn, its time, or the end of a pause.</summary>
    Queued,

    /// <summary>A process runs it.</summary>
    Running,

    /// <summary>The table has its rows.</summary>
    Succeeded,

    /// <summary>It ended with an error.</summary>
    Failed,

    /// <summary>A check quarantined its rows.</summary>
    Quarantined,

    /// <summary>It took longer than the pipeline's timeout.</summary>
    TimedOut,

    /// <summary>Its process ended; it is run again.</summary>
    Interrupted,

    /// <summary>A person cancelled it.</summary>
    Cancelled,

    /// <summary>It was due while no process watched, and the pipeline does not catch up.</summary>
    Skipped,
}
