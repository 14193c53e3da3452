namespace MeshStarter.Contracts.Products;

/// <summary>A way by which a product is read. On the wire in lower case.</summary>
public enum PortType
{
    /// <summary>Snapshots of a table, read with SQL.</summary>
    [Port(ServesTable = true)]
    Table,

    /// <summary>A feed of events in commit order.</summary>
    [Port(Client = "Stream", Answer = "CloudEvents, from the first.", FewRows = "?limit=10")]
    Stream,

    /// <summary>HTTP resources for single lookups.</summary>
    [Port(ServesTable = true, Client = "REST", Answer = "Pages of rows, filtered by values of columns.", FewRows = "?limit=10")]
    Rest,
}
