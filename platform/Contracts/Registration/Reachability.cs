namespace MeshStarter.Contracts.Registration;

/// <summary>Whether the service of a product's domain is there. On the wire in lower case.</summary>
public enum Reachability
{
    /// <summary>Its service reports to the catalog, or did not miss it for long.</summary>
    Available,

    /// <summary>Its service has not reported for ten minutes: nothing new is published, and its ports may not answer.</summary>
    Unreachable,

    /// <summary>The mesh started its service earlier, and no longer finds it: its folder is gone.</summary>
    Orphaned,
}
