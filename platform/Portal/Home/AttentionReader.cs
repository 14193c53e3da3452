using System.Security.Claims;
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
internal sealed class AttentionReader(MeshClient mesh, QuarantineReader quarantine, RefusedVersionReader refused)
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
        var page = await mesh.GetAsync<Page<ProductSloState>>(name, MeshClient.Catalog, $"slo?domain={Uri.EscapeDataString(domain)}&limit={MostProducts}", cancellationToken);
        var refusals = refused.ListAsync(name, [domain], cancellationToken);
        var quarantines = page.Items.Count == 0 ? [] : await QuarantinesAsync(name, domain, cancellationToken);
        return
        [
            .. page.Items.Select(Trouble).OfType<Attention>(),
            .. page.Next is null ? [] : new[] { Unseen(domain, "States", Words.Count(MostProducts, "product")) },
            .. quarantines,
            .. (await refusals).Select(version => new Attention(
                "state-breached", "Refused", version.ToString(), $"/products/{version.Product}", "Look")),
        ];
    }

    private static Attention Unseen(string domain, string what, string first) => new(
        "state-unknown", "Unknown", $"{what} of {domain} beyond its first {first}.", Operations(domain), "Look");

    private static string Operations(string domain) => $"/operations?domain={domain}";

    // A refused version has its own line, with its reason.
    private static Attention? Trouble(ProductSloState product) => product.Status switch
    {
        { State: not (SloState.AtRisk or SloState.Breached) } or { Reason: ProductStateReason.Refused } => null,
        { Reason: ProductStateReason.NotPublishing } => Of(product, $"/quarantine/{product.Product}", "Why"),
        { Reason: ProductStateReason.CheckFailing } => Of(product, $"/products/{product.Product}#quality", "Why"),
        { Reason: ProductStateReason.Unreachable or ProductStateReason.Orphaned } => Of(product, Operations(product.Product.Domain), "Look"),
        _ => Of(product, $"/products/{product.Product}", "Look"),
    };

    private static Attention Of(ProductSloState product, string address, string action) => new(
        SloBadge.ClassOf(product.State),
        SloText.Of(product.State),
        $"{product.Product}: {SloText.Cause(product.Status)}{(product.Since is { } since ? $" since {Moment.Of(since)}" : "")}.",
        address,
        action);

    private async Task<IReadOnlyList<Attention>> QuarantinesAsync(string user, string domain, CancellationToken cancellationToken)
    {
        using var wait = new PageWait(cancellationToken);
        IReadOnlyList<ProductMajorVersion> versions;
        try
        {
            versions = await quarantine.VersionsAsync(user, domain, wait.Token);
        }
        catch (Exception exception) when (exception is ServiceException || (exception is OperationCanceledException && wait.IsOver))
        {
            return [Unknown(domain, "its service does not answer")];
        }

        var versionsOf = versions.CountBy(version => version.Product).ToDictionary();
        var found = new Attention?[Math.Min(versions.Count, MostQuarantines)];
        await Parallel.ForAsync(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (index, _) =>
        {
            var version = versions[index];
            found[index] = await QuarantineAsync(user, versionsOf[version.Product] == 1 ? new ProductReference(version.Product, null) : version.Reference, wait);
        });
        return [.. found.OfType<Attention>().Distinct(), .. versions.Count > MostQuarantines ? new[] { Unseen(domain, "Quarantine", Words.Count(MostQuarantines, "product version")) } : []];
    }

    // A version may be retired: its service refuses the question then.
    private async Task<Attention?> QuarantineAsync(string user, ProductReference product, PageWait wait)
    {
        try
        {
            var page = await quarantine.BatchesAsync(user, product, after: null, wait.Token);
            return (page.Items.Count(batch => batch.ReplayedAt is null), page.Next is not null) switch
            {
                (0, false) => null,
                (0, true) => Quarantined(product, "older batches may be in quarantine"),
                var (count, more) => Quarantined(product, $"{(more ? "more than " : "")}{Words.Count(count, "batch", "batches")} in quarantine"),
            };
        }
        catch (ServiceRefusedException)
        {
            return null;
        }
        catch (ServiceException)
        {
            return Unknown(product.Product.Domain, "its service does not answer");
        }
        catch (OperationCanceledException) when (wait.IsOver)
        {
            return Unknown(product.Product.Domain, "its service does not answer in time about all products");
        }
    }

    private static Attention Unknown(string domain, string reason) => new("state-unknown", "Unknown", $"Quarantine of {domain}: {reason}.", Operations(domain), "Look");

    private static Attention Quarantined(ProductReference product, string text) => new("state-at-risk", "Quarantine", $"{product}: {text}.", $"/quarantine/{product}", "Look");
}
