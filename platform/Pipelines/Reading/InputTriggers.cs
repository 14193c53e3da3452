namespace MeshStarter.Platform.Pipelines.Reading;

/// <summary>The windows that a change of an input without a column of time makes due, where it makes any. In files in lower case.</summary>
internal enum InputTriggers
{
    /// <summary>All of them.</summary>
    All,
}
