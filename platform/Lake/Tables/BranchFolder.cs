namespace MeshStarter.Lake;

/// <summary>
/// Where in a product's table the files of its owners' branches lie. No state of main has a file there: a branch's rows are written again
/// when it is published.
/// </summary>
public static class BranchFolder
{
    private const string Name = "branches";

    /// <summary>The folder of a table.</summary>
    /// <param name="location">Where the table lies.</param>
    public static string Of(string location) => $"{location}/{Name}";

    /// <summary>The table's properties that send other writers there (Iceberg, table properties, write properties); the mesh's own does not look at them.</summary>
    /// <param name="location">Where the table lies.</param>
    public static IReadOnlyDictionary<string, string> PropertiesOf(string location) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["write.data.path"] = $"{Of(location)}/data",
        ["write.metadata.path"] = $"{Of(location)}/metadata",
    };
}
