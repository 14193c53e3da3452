using System.Security.Claims;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;
using MeshStarter.Portal.Layout;
using MeshStarter.Portal.Products;
using MeshStarter.Portal.Quarantine;
using MeshStarter.Portal.Querying;
using MeshStarter.Portal.Slo;
using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Portal.Home;

/// <summary>Finds what waits for the owners of a domain: failures, quarantined batches, refused versions.</summary>
internal sealed class AttentionReader(CatalogReader catalog, QuarantineReader quarantine, RefusedVersionReader refused)
{
    // The products that home looks at: a reader does not wait for those of a domain of any size.
    private const int MostProducts = 1_000;

    // Each takes a request to the domain's service.
    private const int MostQuarantines = 50;

    private const int AtOnce = 4;

    /// <summary>Gets what waits for a user; nothing for one who owns no domain.</summary>
    /// <param name="user">The user.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <exception cref="ServiceException">The catalog does not answer, or refuses.</exception>
    public async Task<IReadOnlyList<Attention>> ListAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var domain = user.FindFirst(MeshClaims.Domain)?.Value;
        if (domain is null || !user.HasClaim(MeshClaims.Roles, MeshRoles.Owner))
        {
            return [];
        }

        var name = user.Identity!.Name!;
        var page = await catalog.GetAsync<ProductSloPage>(name, $"slo?domain={Uri.EscapeDataString(domain)}&limit={MostProducts}", cancellationToken);
        var batches = new (DataProductId Product, int Count, bool HasMore)[Math.Min(page.Items.Count, MostQuarantines)];
        await Parallel.ForAsync(0, batches.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (index, token) =>
            batches[index] = await QuarantinedAsync(name, page.Items[index].Product, token));
        return
        [
            .. page.Items.Select(Trouble).OfType<Attention>(),
            .. page.Next is null ? [] : new[] { Unseen(domain, "States", MostProducts) },
            .. batches.Where(product => product.Count > 0).Select(product => new Attention(
                "state-at-risk", "Quarantine", $"{product.Product}: {(product.HasMore ? "more than " : "")}{Words.Count(product.Count, "batch", "batches")} in quarantine.", $"/quarantine/{product.Product}", "Look")),
            .. page.Items.Count > MostQuarantines ? new[] { Unseen(domain, "Quarantine", MostQuarantines) } : [],
            .. (await refused.ListAsync(name, [domain], cancellationToken)).Select(version => new Attention(
                "state-breached", "Refused", version.ToString(), $"/products/{version.Product}", "Look")),
        ];
    }

    private static Attention Unseen(string domain, string what, int products) => new(
        "state-unknown", "Unknown", $"{what} of {domain} beyond its first {Words.Count(products, "product")}.", $"/operations?domain={domain}", "Look");

    // A refused version has its own line, with its reason.
    private static Attention? Trouble(ProductSloState product) => product.Status switch
    {
        { State: not (SloState.AtRisk or SloState.Breached) } or { Reason: ProductStateReason.Refused } => null,
        { Reason: ProductStateReason.NotPublishing } => Of(product, $"/quarantine/{product.Product}", "Why"),
        { Reason: ProductStateReason.CheckFailing } => Of(product, $"/products/{product.Product}#quality", "Why"),
        { Reason: ProductStateReason.Unreachable or ProductStateReason.Orphaned } => Of(product, "/operations", "Look"),
        _ => Of(product, $"/products/{product.Product}", "Look"),
    };

    private static Attention Of(ProductSloState product, string address, string action) => new(
        SloBadge.ClassOf(product.State),
        SloText.Of(product.State),
        $"{product.Product}: {SloText.Cause(product.Status)}{(product.Since is { } since ? $" since {Moment.Of(since)}" : "")}.",
        address,
        action);

    // A domain's service that does not answer is on the page of operations, and an older product may have no table.
    private async Task<(DataProductId Product, int Count, bool HasMore)> QuarantinedAsync(string user, DataProductId product, CancellationToken cancellationToken)
    {
        try
        {
            var page = await quarantine.BatchesAsync(user, new ProductReference(product, null), after: null, cancellationToken);
            return (product, page.Items.Count(batch => batch.ReplayedAt is null), page.Next is not null);
        }
        catch (ServiceException)
        {
            return (product, 0, false);
        }
    }
}
