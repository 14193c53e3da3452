using System.Security.Claims;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Slo;
using MeshStarter.Contracts.Storage;
using MeshStarter.Contracts.Texts;
using MeshStarter.Portal.Pipelines;
using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Operations;

/// <summary>Finds how products run, as the signed-in user may see it.</summary>
internal sealed class OperationsReader(MeshClient mesh, DomainReportReader domains, PipelineReader pipelines)
{
    /// <summary>The products of a page.</summary>
    public const int PageSize = 30;

    // A line of the calendar: the pages of the products have all of them.
    private const int MostWindows = 60;

    // One page must not use up what the catalog has for all readers.
    private const int AtOnce = 4;

    /// <summary>Gets a page of products, by name.</summary>
    /// <param name="user">The user.</param>
    /// <param name="domain">The domain; null for all.</param>
    /// <param name="after">The cursor of the previous page; null for the first.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <exception cref="ServiceUnavailableException">The catalog does not answer.</exception>
    public async Task<OperationsPage> ListAsync(ClaimsPrincipal user, string? domain, string? after, CancellationToken cancellationToken)
    {
        var name = user.Identity!.Name!;
        var query = $"limit={PageSize}{QueryParameter.Of("domain", domain)}{QueryParameter.Of("after", after)}";
        var page = await mesh.GetAsync<Page<ProductSummary>>(name, MeshClient.Catalog, $"products?{query}", cancellationToken);
        var reports = domains.ReadAsync(user, page.Items.Select(product => product.Name), cancellationToken);
        var states = (await mesh.FindAsync<Page<ProductSloState>>(name, MeshClient.Catalog, $"slo?{query}", cancellationToken).OrNoneAsync())?.Items.ToDictionary(item => item.Product, item => item.Status) ?? [];
        var products = new ProductOperation[page.Items.Count];
        await Parallel.ForAsync(0, products.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (index, token) =>
            products[index] = await OfAsync(name, page.Items[index], states.GetValueOrDefault(page.Items[index].Name), token));
        return new OperationsPage(products, await reports, page.Next);
    }

    private async Task<ProductOperation> OfAsync(string name, ProductSummary product, ProductStatus? status, CancellationToken cancellationToken)
    {
        var tables = await mesh.FindAsync<ItemList<StoredTable>>(name, MeshClient.Catalog, $"products/{product.Name}/storage", cancellationToken).OrNoneAsync();
        var quality = await mesh.FindAsync<ProductQuality>(name, MeshClient.Catalog, $"products/{product.Name}/quality", cancellationToken).OrNoneAsync();
        var pipeline = await pipelines.OverviewAsync(name, new ProductReference(product.Name, null), MostWindows, cancellationToken).OrNoneAsync();
        return new ProductOperation(product, tables?.Items, quality, status) { Pipeline = pipeline };
    }
}

/// <summary>A page of products with how they run.</summary>
/// <param name="Products">The products, by name.</param>
/// <param name="Reports">The reports of their domains' services, by domain.</param>
/// <param name="Next">The cursor of the next page; null on the last.</param>
internal sealed record OperationsPage(IReadOnlyList<ProductOperation> Products, IReadOnlyDictionary<string, DomainReport> Reports, string? Next);
