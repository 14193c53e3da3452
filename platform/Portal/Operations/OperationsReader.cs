using System.Security.Claims;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Slo;
using MeshStarter.Contracts.Storage;
using MeshStarter.Portal.Pipelines;
using MeshStarter.Portal.Querying;
using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Portal.Operations;

/// <summary>Finds how products run, as the signed-in user may see it.</summary>
internal sealed class OperationsReader(CatalogReader catalog, DomainReader domains, PipelineReader pipelines)
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
        var query = $"limit={PageSize}{(domain is null ? "" : $"&domain={Uri.EscapeDataString(domain)}")}{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}";
        var page = await catalog.GetAsync<ProductPage>(name, $"products?{query}", cancellationToken);
        var states = (await catalog.FindAsync<ProductSloPage>(name, $"slo?{query}", cancellationToken).OrNoneAsync())?.Items.ToDictionary(item => item.Product, item => item.Status) ?? [];
        var products = new ProductOperation[page.Items.Count];
        await Parallel.ForAsync(0, products.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (index, token) =>
            products[index] = await OfAsync(user, name, page.Items[index], states.GetValueOrDefault(page.Items[index].Name), token));
        return new OperationsPage(products, page.Next);
    }

    /// <summary>Gets how far a domain's import has come; null where its service does not say.</summary>
    public Task<ImportAnswer?> ImportAsync(string user, string domain, CancellationToken cancellationToken) =>
        domains.FindAsync<ImportAnswer>(user, domain, "import", cancellationToken).OrNoneAsync();

    // A refusal would be a line of the audit trail for each product: those who may not operate it do not try.
    private static bool MayOperate(ClaimsPrincipal user, string domain) =>
        user.HasClaim(MeshClaims.Domain, domain) || user.HasClaim(MeshClaims.Roles, MeshRoles.PlatformAdmin);

    private async Task<ProductOperation> OfAsync(ClaimsPrincipal user, string name, ProductSummary product, ProductStatus? status, CancellationToken cancellationToken)
    {
        var domain = product.Name.Domain;
        var waiting = MayOperate(user, domain)
            ? domains.FindAsync<WaitingRows>(name, domain, $"products/{product.Name.Product}/publishing", cancellationToken).OrNoneAsync()
            : Task.FromResult<WaitingRows?>(null);
        var tables = await catalog.FindAsync<ItemList<StoredTable>>(name, $"products/{product.Name}/storage", cancellationToken).OrNoneAsync();
        var quality = await catalog.FindAsync<ProductQuality>(name, $"products/{product.Name}/quality", cancellationToken).OrNoneAsync();
        var pipeline = await pipelines.WindowsAsync(name, new ProductReference(product.Name, null), MostWindows, cancellationToken).OrNoneAsync();
        return new ProductOperation(product, tables?.Items, quality, status, await waiting) { Pipeline = pipeline };
    }
}

/// <summary>A page of products with how they run.</summary>
/// <param name="Products">The products, by name.</param>
/// <param name="Next">The cursor of the next page; null on the last.</param>
internal sealed record OperationsPage(IReadOnlyList<ProductOperation> Products, string? Next);
