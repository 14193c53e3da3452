using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Sql.Dialect.Rewriting;

namespace MeshStarter.QueryProxy.Metadata;

/// <summary>The tables about the mesh that a query names, as a worker makes them. Pure.</summary>
internal static class MetadataViews
{
    /// <summary>The schema of all of them, as statements name it.</summary>
    public static string Schema { get; } = $"{Definition.Catalog}.{SqlIdentifier.Quote(MetadataTables.Schema)}";

    /// <summary>The base views, for a query that names them.</summary>
    public static IReadOnlyList<Definition> Of(IEnumerable<BaseView> views, MetadataFacts facts) =>
        [.. views.Distinct().Order().Select(view => Definition.View(Schema, view.Name(), BaseViews.Query(view, facts)))];

    /// <summary>The tables that a query names, behind the base views under them.</summary>
    public static IReadOnlyList<Definition> Of(IReadOnlyCollection<MetadataTable> tables, MetadataFacts facts) =>
        [.. Of(tables.SelectMany(table => table.Reads), facts), .. tables.Select(table => table.Definition)];
}
