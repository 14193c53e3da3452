using MeshStarter.Platform.Sql.Dialect.Rewriting;

namespace MeshStarter.QueryProxy.Metadata;

/// <summary>A view with what the caller may know of the mesh. The tables that clients name, and SHOW, are made of these.</summary>
internal enum BaseView
{
    /// <summary><c>catalog</c>: the mesh, and the system's.</summary>
    Catalogs,

    /// <summary><c>catalog, schema</c>.</summary>
    Schemas,

    /// <summary><c>catalog, schema, name, comment</c> of every table.</summary>
    Relations,

    /// <summary><c>catalog, schema, relation, name, position, nullable, type, comment</c> of every column, and its type in JDBC's numbers.</summary>
    Fields,

    /// <summary><c>catalog, schema, name</c> of every product that the caller may read.</summary>
    Grants,

    /// <summary><c>role</c>: the caller's.</summary>
    Roles,

    /// <summary>The functions that may be called, with the columns of SHOW FUNCTIONS.</summary>
    Functions,

    /// <summary>The caller's own queries.</summary>
    Queries,

    /// <summary>The caller's open transactions.</summary>
    Transactions,
}

internal static class BaseViewExtensions
{
    /// <summary>Whether its rows are about products; the others need no catalog.</summary>
    public static bool IsAboutProducts(this BaseView view) => view is BaseView.Schemas or BaseView.Relations or BaseView.Fields or BaseView.Grants;

    /// <summary>Its name in the worker.</summary>
    public static string Name(this BaseView view) => $"{Definition.Catalog}.\"{MetadataTables.Schema}\".{view.ToString().ToLowerInvariant()}";
}
