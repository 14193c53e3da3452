namespace MeshStarter.Platform.Pipelines.Definitions;

/// <summary>Treatment of windows that fell due while no process watched the schedule. In files in lower case.</summary>
public enum CatchUp
{
    /// <summary>Each runs, the oldest first.</summary>
    All,

    /// <summary>The latest runs; the others are recorded as skipped.</summary>
    Latest,

    /// <summary>All are recorded as skipped.</summary>
    None,
}
