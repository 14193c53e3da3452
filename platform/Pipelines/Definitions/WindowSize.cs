namespace MeshStarter.Platform.Pipelines.Definitions;

/// <summary>The size of a window. In files <c>1 hour</c>, <c>1 day</c>, <c>1 week</c>, <c>1 month</c>.</summary>
public enum WindowSize
{
    /// <summary>From one full hour of the local clock to the next.</summary>
    Hour,

    /// <summary>A local day of 23 to 25 hours.</summary>
    Day,

    /// <summary>Seven local days from Monday.</summary>
    Week,

    /// <summary>A month of the local calendar.</summary>
    Month,
}
