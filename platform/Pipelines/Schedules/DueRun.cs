using MeshStarter.Platform.Pipelines.Windows;

namespace MeshStarter.Platform.Pipelines.Schedules;

/// <summary>A window that the clock makes due.</summary>
/// <param name="Window">The window.</param>
/// <param name="Due">The due time, in UTC.</param>
/// <param name="IsSkipped">Whether it is recorded as skipped instead of run: no process watched its due time, and the pipeline does not catch up.</param>
public sealed record DueRun(Window Window, DateTimeOffset Due, bool IsSkipped);
