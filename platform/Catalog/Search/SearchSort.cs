namespace MeshStarter.Catalog.Search;

/// <summary>The order of a search's products. Products that are equal in it are in order of name.</summary>
internal enum SearchSort
{
    /// <summary>By match, then by use, then by trust; the default of a search with words.</summary>
    Relevance,

    /// <summary>By number of consumers, then by trust; the default of a search without words.</summary>
    Use,

    /// <summary>By state of the service levels, then by use.</summary>
    Trust,

    /// <summary>By registration of the version, the newest first.</summary>
    Newest,

    /// <summary>By name alone.</summary>
    Name,
}
