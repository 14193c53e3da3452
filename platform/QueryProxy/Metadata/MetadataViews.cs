using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Sql.Dialect.Rewriting;

namespace MeshStarter.QueryProxy.Metadata;

/// <summary>The tables about the mesh that a query names, as a worker makes them. Pure.</summary>
/// <param name="Setup">Statements for a database that serves this query alone.</param>
/// <param name="Definitions">Views for any.</param>
internal sealed record MetadataViews(IReadOnlyList<string> Setup, IReadOnlyList<Definition> Definitions)
{
    /// <summary>None.</summary>
    public static MetadataViews None { get; } = new([], []);

    /// <summary>The schema of all of them, as statements name it.</summary>
    public static string Schema { get; } = $"{Definition.Catalog}.{SqlIdentifier.Quote(MetadataTables.Schema)}";

    /// <summary>The base views, for a query that names them.</summary>
    public static MetadataViews Of(IEnumerable<BaseView> views, MetadataFacts facts)
    {
        IReadOnlyList<BaseView> distinct = [.. views.Distinct().Order()];
        // The engine's functions would have the macros of earlier queries among them.
        return new MetadataViews(
            distinct.Contains(BaseView.Functions) ? [$"CREATE SCHEMA {Schema}", $"CREATE VIEW {BaseView.Functions.Name()} AS {BaseViews.Query(BaseView.Functions, facts)}"] : [],
            [.. distinct.Where(view => view != BaseView.Functions).Select(view => Definition.View(Schema, view.Name(), BaseViews.Query(view, facts)))]);
    }

    /// <summary>The tables that a query names, and the base views under them.</summary>
    public static MetadataViews Of(IReadOnlyCollection<MetadataTable> tables, MetadataFacts facts)
    {
        var views = Of(tables.SelectMany(table => table.Reads), facts);
        return views with { Definitions = [.. views.Definitions, .. tables.Select(table => table.Definition)] };
    }
}
