namespace MeshStarter.Lake.Tables;

/// <summary>
/// The folder of a product's table for the files of its owners' branches. No state of main has a file there: a branch's rows are written again
/// when it is published.
/// </summary>
public static class BranchFolder
{
    private const string Name = "branches";

    /// <summary>Returns the folder of a table.</summary>
    /// <param name="location">The table's location.</param>
    public static string Of(string location) => $"{location}/{Name}";

    /// <summary>
    /// Returns the table properties that send other writers there (Iceberg, table properties, write properties). The mesh's own writer does
    /// not read them.
    /// </summary>
    /// <param name="location">The table's location.</param>
    public static IReadOnlyDictionary<string, string> PropertiesOf(string location) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["write.data.path"] = $"{Of(location)}/data",
        ["write.metadata.path"] = $"{Of(location)}/metadata",
    };
}
