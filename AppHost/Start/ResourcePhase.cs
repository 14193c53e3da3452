namespace MeshStarter.AppHost.Start;

/// <summary>The phase of a resource's life.</summary>
internal enum ResourcePhase
{
    /// <summary>The resource starts once others are healthy.</summary>
    Waiting,

    /// <summary>The resource is starting.</summary>
    Starting,

    /// <summary>The resource is healthy.</summary>
    Healthy,

    /// <summary>The resource did not start, or ended; nothing restarts it.</summary>
    Ended,
}
