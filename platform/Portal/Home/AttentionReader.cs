using System.Security.Claims;
using MeshStarter.Contracts.Overview;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
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
    private const int MaximumProducts = 50;
    private const int AtOnce = 4;

    /// <summary>Gets what waits for a user; nothing for one who owns no domain.</summary>
    /// <param name="user">The user.</param>
    /// <param name="overview">The mesh at a glance, as the user sees it; null where the catalog did not answer.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <exception cref="ServiceUnavailableException">A service does not answer.</exception>
    public async Task<IReadOnlyList<Attention>> ListAsync(ClaimsPrincipal user, MeshOverview? overview, CancellationToken cancellationToken)
    {
        var domain = user.FindFirst(MeshClaims.Domain)?.Value;
        if (domain is null || !user.HasClaim(MeshClaims.Roles, MeshRoles.Owner))
        {
            return [];
        }

        var name = user.Identity!.Name!;
        var page = await catalog.GetAsync<ProductPage>(name, $"products?domain={domain}&limit={MaximumProducts}", cancellationToken);
        var batches = new (DataProductId Product, int Count, bool HasMore)[page.Items.Count];
        await Parallel.ForAsync(0, page.Items.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (index, token) =>
            batches[index] = await QuarantinedAsync(name, page.Items[index].Name, token));
        return
        [
            .. (overview?.Domains.SingleOrDefault(own => own.Domain == domain)?.Products ?? []).Select(Trouble).OfType<Attention>(),
            .. batches.Where(product => product.Count > 0).Select(product => new Attention(
                "state-at-risk", "Quarantine", $"{product.Product}: {(product.HasMore ? "more than " : "")}{Words.Count(product.Count, "batch", "batches")} in quarantine.", $"/quarantine/{product.Product}", "Look")),
            .. (await refused.ListAsync(name, [domain], cancellationToken)).Select(version => new Attention(
                "state-breached", "Refused", version.ToString(), $"/products/{version.Product}", "Look")),
        ];
    }

    // A refused version has its own line, with its reason.
    private static Attention? Trouble(OverviewProduct product) => product.Status switch
    {
        { State: not (SloState.AtRisk or SloState.Breached) } or { Reason: ProductStateReason.Refused } => null,
        { Reason: ProductStateReason.NotPublishing } => Of(product, $"/quarantine/{product.Name}", "Why"),
        { Reason: ProductStateReason.CheckFailing } => Of(product, $"/products/{product.Name}#quality", "Why"),
        { Reason: ProductStateReason.Unreachable or ProductStateReason.Orphaned } => Of(product, "/operations", "Look"),
        _ => Of(product, $"/products/{product.Name}", "Look"),
    };

    private static Attention Of(OverviewProduct product, string address, string action) => new(
        SloBadge.ClassOf(product.Status.State),
        SloText.Of(product.Status.State),
        $"{product.Name}: {SloText.Cause(product.Status)}{(product.Status.Since is { } since ? $" since {Moment.Of(since)}" : "")}.",
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
