namespace MeshStarter.Contracts.Lineage;

/// <summary>The direction in which lineage is followed. On the wire in lower case.</summary>
public enum LineageDirection
{
    /// <summary>Both the sources of the node and the nodes made of it.</summary>
    Both,

    /// <summary>The sources of the node.</summary>
    Upstream,

    /// <summary>The nodes made of the node.</summary>
    Downstream,
}

/// <summary>The kinds of nodes of a lineage by their detail. On the wire in lower case.</summary>
public enum LineageLevel
{
    /// <summary>Products, datasets outside the mesh, and the jobs between them.</summary>
    Product,

    /// <summary>Columns.</summary>
    Column,
}

/// <summary>The kinds of a node of a lineage. On the wire in lower case.</summary>
public enum LineageItemType
{
    /// <summary>A data product.</summary>
    Product,

    /// <summary>A dataset that is no product, such as a table or file of the operational side.</summary>
    Dataset,

    /// <summary>A job, which transforms.</summary>
    Job,

    /// <summary>A column of a product or dataset.</summary>
    Column,
}
