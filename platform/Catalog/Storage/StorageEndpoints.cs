using MeshStarter.Catalog.Iceberg;
using MeshStarter.Catalog.Products;
using MeshStarter.Contracts;
using MeshStarter.Lake;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Catalog.Storage;

/// <summary>How products are stored, for all callers that may discover them: it returns no value of a row.</summary>
internal static class StorageEndpoints
{
    public static RouteHandlerBuilder MapStorage(this IEndpointRouteBuilder app) => app.MapGet("/products/{name}/storage", ListAsync)
        .WithName("ProductStorage").WithSummary("The table of each major version: layout, files, history, and what its retention removed").WithTags("storage");

    private static async Task<Results<Ok<ItemList<StoredTable>>, ProblemHttpResult>> ListAsync(
        string name, HttpContext http, ProductStore products, CatalogDecisions decisions, TableStore tables, MetadataFiles files, CancellationToken cancellationToken)
    {
        var (product, problem) = await VisibleProduct.FindAsync(name, http, products, decisions, cancellationToken);
        if (product is null)
        {
            return problem!;
        }

        var (bundle, principal) = (decisions.Bundle, http.User.ToPrincipal());
        List<StoredTable> stored = [];
        foreach (var major in (await products.VersionsAsync(product.Name, cancellationToken)).DistinctBy(version => version.Version.Major).Where(version => decisions.MayDiscover(bundle, principal, version)))
        {
            var table = ProductTable.Of(product.Name, major.Version.Major);
            if (await tables.FindAsync(new NamespaceName(table.Namespace), table.Name, cancellationToken) is { } row)
            {
                stored.Add(TableFacts.Of(major, table, (await files.LoadAsync(row, product.Name.Domain, cancellationToken)).Metadata, IcebergAccess.MayKeepTables(principal, product.Name.Domain)));
            }
        }

        return TypedResults.Ok(new ItemList<StoredTable>(stored));
    }
}
