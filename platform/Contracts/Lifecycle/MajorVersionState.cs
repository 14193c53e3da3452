namespace MeshStarter.Contracts.Lifecycle;

/// <summary>The state of a major version in its life cycle. On the wire in lower case.</summary>
public enum MajorVersionState
{
    /// <summary>Registered, and readable by its number; it becomes the default once its consumers agree or the notice is over.</summary>
    Pending,

    /// <summary>In use.</summary>
    Active,

    /// <summary>Still readable until its end; a successor has taken its place, or its owner set the end.</summary>
    Deprecated,

    /// <summary>No longer readable.</summary>
    Retired,
}
