using MeshStarter.Contracts.Registration;
using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Products;

/// <summary>Queries domains' services for versions that the catalog refused, as the signed-in persona.</summary>
internal sealed class RefusedVersionReader(MeshClient mesh)
{
    /// <summary>Gets the refused versions of some domains. A domain without an answer has none here; the health line shows it.</summary>
    /// <param name="persona">The persona.</param>
    /// <param name="domains">The domains.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    public async Task<IReadOnlyList<RefusedVersion>> ListAsync(string persona, IEnumerable<string> domains, CancellationToken cancellationToken) =>
        [.. (await Task.WhenAll(domains.Distinct(StringComparer.Ordinal).Select(domain => ListAsync(persona, domain, cancellationToken)))).SelectMany(refused => refused)];

    private async Task<IReadOnlyList<RefusedVersion>> ListAsync(string persona, string domain, CancellationToken cancellationToken) =>
        (await mesh.FindAsync<ItemList<RefusedVersion>>(persona, domain, "refused-versions", cancellationToken, seconds: 3).OrNoneAsync())?.Items ?? [];
}
