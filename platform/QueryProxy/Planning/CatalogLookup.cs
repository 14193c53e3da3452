using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Sql.Analysis;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.QueryProxy.Language;
using MeshStarter.QueryProxy.Metadata;
using MeshStarter.QueryProxy.Products;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>The catalog, as far as the caller may see it.</summary>
internal sealed class CatalogLookup(ProductCatalogClient products, AccessDecisions access)
{
    /// <summary>Asks for products and their tables, for any caller.</summary>
    /// <param name="tables">Finds the tables.</param>
    /// <param name="cancellationToken">Ends the waits.</param>
    public CatalogRequests Requests(ProductTables tables, CancellationToken cancellationToken) => new(products, tables, cancellationToken);

    /// <summary>The product that a query names; null where there is none that the caller may know of.</summary>
    public async Task<ProductDetails?> FindVisibleAsync(QueryRequest request, ProductReference id, CancellationToken cancellationToken) =>
        await products.FindAsync(id, cancellationToken) is { } product && access.MayFind(request, product) ? product : null;

    /// <summary>Every product that the caller may know of, by name; or of one domain.</summary>
    public async Task<IReadOnlyList<ProductDetails>> DiscoverableAsync(QueryRequest request, string? domain, CancellationToken cancellationToken)
    {
        // A text that cannot be a domain's name has no products, and the catalog would refuse the request.
        if (domain is not null && MeshName.Problem(domain) is not null)
        {
            return [];
        }

        var listed = await products.ListAsync(domain, cancellationToken);
        return [.. listed.Where(product => access.MayDiscover(request, product))];
    }

    /// <summary>The products in a schema that the caller may know of; none in one with tables about the mesh.</summary>
    /// <exception cref="QueryFailedException">For the caller there is no such schema.</exception>
    public async Task<IReadOnlyList<ProductDetails>> ProductsOfAsync(QueryRequest request, SchemaName name, CancellationToken cancellationToken)
    {
        if (MetadataTables.HasSchema(name.Catalog, name.Schema))
        {
            return [];
        }

        var found = name.Catalog == Definition.Catalog ? await DiscoverableAsync(request, name.Schema, cancellationToken) : [];
        return found.Count > 0 ? found : throw new QueryFailedException(new QueryFailure(TrinoErrorCode.SchemaNotFound, $"Schema '{name.Schema}' does not exist"));
    }

    /// <summary>The product that a name in SHOW or DESCRIBE means; none for a table about the mesh.</summary>
    /// <exception cref="QueryFailedException">There is no such table, or it is one about a product's states.</exception>
    public async Task<IReadOnlyList<ProductDetails>> ProductAsync(QueryRequest request, TableReference table, CancellationToken cancellationToken)
    {
        var resolved = NameResolution.Resolve(table, request.Session, request.Sql);
        if (resolved is ResolvedTable.Unknown unknown)
        {
            throw new QueryFailedException(unknown.Failure);
        }

        if (resolved is not ResolvedTable.OfProduct { Id: var id })
        {
            return [];
        }

        var found = await FindVisibleAsync(request, id, cancellationToken) ?? throw await NotFoundAsync(request, id, table, cancellationToken);
        return resolved is ResolvedTable.Product
            ? [found]
            : throw new QueryFailedException(new QueryFailure(TrinoErrorCode.NotSupported, $"SHOW and DESCRIBE are about products, not about their states: SELECT * FROM {id.Product.Domain}.{SqlIdentifier.Quote(AsciiNames.Lower(table.Name))} shows its columns."));
    }

    /// <summary>A hidden product is, for the caller, not there: both cases have the same message.</summary>
    public async Task<QueryFailedException> NotFoundAsync(QueryRequest request, ProductReference id, TableReference reference, CancellationToken cancellationToken)
    {
        var position = SqlPosition.FromByteOffset(request.Sql, reference.Offset);
        var siblings = await DiscoverableAsync(request, id.Product.Domain, cancellationToken);
        if (siblings.Count > 0)
        {
            var near = Suggestion.Nearest(id.Product.Product, siblings.Select(product => product.Name.Product).Where(name => name != id.Product.Product));
            return new QueryFailedException(new QueryFailure(TrinoErrorCode.TableNotFound, $"Table '{Definition.Catalog}.{id}' does not exist{(near is null ? "" : $". Did you mean {id.Product.Domain}.{near}?")}", position));
        }

        var domains = await DiscoverableAsync(request, domain: null, cancellationToken);
        var domain = Suggestion.Nearest(id.Product.Domain, domains.Select(product => product.Name.Domain));
        var hint = domain is null ? " does not exist"
            // It has published since the request: its domain is starting.
            : domain == id.Product.Domain ? $" has not published '{id.Product.Product}' yet: its domain is starting. Try again in a moment"
            : $" does not exist. Did you mean {domain}?";
        return new QueryFailedException(new QueryFailure(TrinoErrorCode.SchemaNotFound, $"Schema '{id.Product.Domain}'{hint}", position));
    }
}
