namespace MeshStarter.Contracts.Pipelines;

/// <summary>The windows of a backfill.</summary>
/// <param name="Windows">Their number.</param>
/// <param name="First">The first one in local time; null for none.</param>
/// <param name="Last">The last one.</param>
public sealed record BackfillAnswer(int Windows, string? First, string? Last)
{
    /// <summary>The most consecutive windows that one SELECT computes.</summary>
    public int WindowsPerRun { get; init; } = 1;

    /// <summary>The number of windows that run at a time, or of SELECTs of several windows.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>The reason for which they are fewer than requested; null where they are not.</summary>
    public string? Note { get; init; }
}
