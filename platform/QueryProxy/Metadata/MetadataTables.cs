using System.Collections.Frozen;
using MeshStarter.QueryProxy.Planning;

namespace MeshStarter.QueryProxy.Metadata;

/// <summary>
/// The tables of <c>information_schema</c>, and of a schema of our own that SHOW statements are answered from. The engine has
/// an information_schema already, about itself; queries are led to ours by changing their tree.
/// </summary>
internal static class MetadataTables
{
    /// <summary>No domain can have this name.</summary>
    public const string Schema = "$metadata";

    private static readonly FrozenDictionary<string, MetadataTable> InformationSchema = new Dictionary<string, MetadataTable>(StringComparer.Ordinal)
    {
        ["schemata"] = MetadataTable.Schemata,
        ["tables"] = MetadataTable.Tables,
        ["columns"] = MetadataTable.Columns,
        ["views"] = MetadataTable.Views,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static MetadataTable? Find(string schema, string name)
    {
        if (InformationSchema.TryGetValue(name, out var table))
        {
            return table;
        }

        return schema == Schema && Enum.TryParse<MetadataTable>(name, ignoreCase: true, out var own) && Enum.IsDefined(own) ? own : null;
    }

    /// <summary>Whether its rows are about products; the others are the same for everybody.</summary>
    public static bool IsAboutProducts(MetadataTable table) => table is not (MetadataTable.Catalogs or MetadataTable.Functions);

    /// <summary>The view's name in the worker.</summary>
    public static string NameOf(MetadataTable table) => table.ToString().ToLowerInvariant();

    /// <summary>The names that clients expect in every catalog besides its domains.</summary>
    public static IEnumerable<string> AlwaysThere => [NameResolution.InformationSchema];
}
