using System.Collections.Frozen;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.QueryProxy.Metadata.Tables;

namespace MeshStarter.QueryProxy.Metadata;

/// <summary>
/// The tables about the mesh: <c>information_schema</c> of each catalog, and those of the catalog <c>system</c>. The engine has tables of
/// these names already, about itself; queries are led to ours by changing their tree.
/// </summary>
internal static class MetadataTables
{
    /// <summary>The catalog of the tables about the service.</summary>
    public const string System = "system";

    /// <summary>The schema of the views in the worker. No domain can have this name.</summary>
    public const string Schema = "$metadata";

    /// <summary>The catalogs.</summary>
    public static IReadOnlyList<string> Catalogs { get; } = [Definition.Catalog, System];

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<MetadataTable> All { get; } =
    [
        .. Catalogs.SelectMany(InformationSchemaTables.Of).Concat(JdbcTables.All).Concat(SystemTables.All).OrderBy(table => table.View, StringComparer.Ordinal),
    ];

    private static readonly FrozenDictionary<string, MetadataTable> ByName = All.ToFrozenDictionary(table => table.View, StringComparer.Ordinal);

    private static readonly FrozenSet<string> Schemas = All.Select(table => $"{table.Catalog}.{table.Schema}").ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The reason why there is no such catalog; null where there is one.</summary>
    public static QueryFailure? NoCatalog(string catalog) => Catalogs.Contains(catalog, StringComparer.Ordinal) ? null
        : new QueryFailure(TrinoErrorCode.CatalogNotFound, $"Catalog '{catalog}' not found. The mesh's products are in the catalog {Definition.Catalog}, tables about it in {System}.");

    public static MetadataTable? Find(string catalog, string schema, string name) => ByName.GetValueOrDefault($"{catalog}.{schema}.{name}");

    /// <summary>Whether a schema has tables about the mesh, and no products.</summary>
    public static bool HasSchema(string catalog, string schema) => Schemas.Contains($"{catalog}.{schema}");

    /// <summary>A query over base views, which it names as <c>{Relations}</c>, with their names in the worker.</summary>
    public static string? Named(string? sql) => sql is null ? null
        : Enum.GetValues<BaseView>().Aggregate(sql, (text, view) => text.Replace($"{{{view}}}", view.Name(), StringComparison.Ordinal));
}
