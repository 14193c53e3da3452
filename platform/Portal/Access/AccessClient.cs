using System.Globalization;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Texts;
using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Access;

/// <summary>Asks governance about access as the signed-in user.</summary>
internal sealed class AccessClient(MeshClient mesh)
{
    private const int GrantsAtOnce = 1_000;
    private const int GrantsOnPage = 100;

    /// <summary>The user's requests, or those that the user may decide about; a page, newest first.</summary>
    /// <exception cref="ServiceException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    public Task<AccessPage<AccessRequest>> RequestsAsync(string user, bool toDecide, string? before, CancellationToken cancellationToken) =>
        mesh.GetAsync<AccessPage<AccessRequest>>(user, MeshClient.Governance, $"access/requests?{(toDecide ? "to_decide" : "mine")}=true{QueryParameter.Of("before", before)}", cancellationToken);

    /// <summary>The user's requests for a product that are not decided.</summary>
    /// <exception cref="ServiceException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    public async Task<IReadOnlyList<AccessRequest>> OpenRequestsAsync(string user, DataProductId product, CancellationToken cancellationToken) =>
        [.. (await mesh.GetAsync<AccessPage<AccessRequest>>(user, MeshClient.Governance, $"access/requests?mine=true&product={product}", cancellationToken)).Items.Where(request => request.State == AccessState.Requested)];

    /// <summary>The user's grants that are in force, newest first, all of them.</summary>
    /// <exception cref="ServiceException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    public async Task<IReadOnlyList<AccessGrant>> InForceAsync(string user, CancellationToken cancellationToken) =>
        [.. (await OwnAsync(user, cancellationToken)).Where(IsInForce)];

    /// <summary>The user's grants, newest first, all of them.</summary>
    /// <exception cref="ServiceException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    public Task<IReadOnlyList<AccessGrant>> OwnAsync(string user, CancellationToken cancellationToken) => AllAsync(user, "mine", cancellationToken);

    /// <summary>The user's grants of a product that are without effect because the user is suspended.</summary>
    /// <exception cref="ServiceException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    public async Task<IReadOnlyList<AccessGrant>?> SuspendedAsync(string user, DataProductId product, CancellationToken cancellationToken) =>
        [.. (await mesh.GetAsync<AccessPage<AccessGrant>>(user, MeshClient.Governance, $"access/grants?mine=true&product={product}", cancellationToken)).Items.Where(grant => grant.State == AccessState.Suspended)];

    /// <summary>Whether a grant is in force: neither ended nor suspended.</summary>
    public static bool IsInForce(AccessGrant grant) => grant.State is AccessState.Active or AccessState.Expiring;

    /// <summary>The grants that are in force of products that the user oversees, and the user's own; newest first, all of them.</summary>
    /// <exception cref="ServiceException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    public Task<IReadOnlyList<AccessGrant>> OverseenAsync(string user, CancellationToken cancellationToken) => AllAsync(user, "in_force", cancellationToken);

    /// <summary>The grants of a product that are in force, or those that have ended; a page, newest first.</summary>
    /// <exception cref="ServiceException">Governance or the issuer of tokens does not answer, or refuses: with 403 to those who do not oversee the product, with 404 where it is not there for the user.</exception>
    public Task<AccessPage<AccessGrant>> GrantsOfAsync(string user, DataProductId product, bool isInForce, string? before, CancellationToken cancellationToken) =>
        mesh.GetAsync<AccessPage<AccessGrant>>(user, MeshClient.Governance, $"access/products/{product}/grants?in_force={(isInForce ? "true" : "false")}&limit={GrantsOnPage}{QueryParameter.Of("before", before)}", cancellationToken);

    /// <summary>Gets who sees a product at a time, or now; null where its contract is gone.</summary>
    /// <exception cref="ServiceException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    public async Task<EffectiveProduct?> EffectiveAsync(string user, DataProductId product, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        var time = QueryParameter.Of("at", at?.ToString("O", CultureInfo.InvariantCulture));
        return (await mesh.GetAsync<EffectiveAccess>(user, MeshClient.Governance, $"access/effective?product={product}{time}", cancellationToken)).Products is [var effective, ..] ? effective : null;
    }

    private async Task<IReadOnlyList<AccessGrant>> AllAsync(string user, string which, CancellationToken cancellationToken)
    {
        List<AccessGrant> grants = [];
        string? before = null;
        do
        {
            var page = await mesh.GetAsync<AccessPage<AccessGrant>>(user, MeshClient.Governance, $"access/grants?{which}=true&limit={GrantsAtOnce}{QueryParameter.Of("before", before)}", cancellationToken);
            grants.AddRange(page.Items);
            before = page.Next;
        }
        while (before is not null);
        return grants;
    }
}
