using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Sql.Dialect.Rewriting;

namespace MeshStarter.QueryProxy.Metadata;

/// <summary>The statements that make tables about the mesh in a worker. Pure.</summary>
internal static class MetadataViews
{
    /// <summary>The base views, for a query that names them.</summary>
    public static IReadOnlyList<string> Statements(IEnumerable<BaseView> views, MetadataFacts facts) =>
    [
        $"CREATE SCHEMA {Definition.Catalog}.{SqlIdentifier.Quote(MetadataTables.Schema)}",
        .. views.Distinct().Order().Select(view => BaseViews.Statement(view, facts)),
    ];

    /// <summary>The tables that a query names, and the base views under them.</summary>
    public static IReadOnlyList<string> Statements(IReadOnlyCollection<MetadataTable> tables, MetadataFacts facts) =>
        [.. Statements(tables.SelectMany(table => table.Reads), facts), .. tables.Select(table => table.Statement)];
}
