namespace MeshStarter.Platform.Pipelines.Definitions;

/// <summary>The windows of a pipeline, each of which is computed and replaced as a whole.</summary>
/// <param name="Column">The product's own column that says in which window a row is.</param>
/// <param name="Size">The size of a window.</param>
/// <param name="Zone">The IANA name of the zone of their boundaries.</param>
/// <param name="From">The local day that is in the first window.</param>
public sealed record PipelineWindow(string Column, WindowSize Size, string Zone, DateOnly From);
