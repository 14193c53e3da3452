using MeshStarter.QueryProxy.Products;
using MeshStarter.QueryProxy.Workers;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>The plan of a statement, with every decision made.</summary>
internal abstract record QueryPlan
{
    /// <summary>Something for a worker to run.</summary>
    /// <param name="Request">The request to the worker.</param>
    /// <param name="UserSql">The user's text where that is what runs, so that places in it can be named.</param>
    /// <param name="Reads">The products that it reads.</param>
    internal sealed record Run(ExecuteRequest Request, string? UserSql, IReadOnlyList<ProductFiles> Reads) : QueryPlan;

    /// <summary>Other defaults for the client's session.</summary>
    internal sealed record Use(string Catalog, string Schema) : QueryPlan;
}
