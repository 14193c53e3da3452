namespace MeshStarter.AppHost.Start;

/// <summary>Where a resource is in its life.</summary>
internal enum ResourcePhase
{
    /// <summary>It begins once others are healthy.</summary>
    Waiting,

    /// <summary>It is on its way.</summary>
    Starting,

    /// <summary>It is ready for work.</summary>
    Healthy,

    /// <summary>It did not start, or ended; nothing starts it again by itself.</summary>
    Ended,
}
