using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Lineage;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Causes;

/// <summary>Reads the root causes of failing checks from the catalog.</summary>
internal sealed class CauseReader(MeshClient mesh)
{
    // The others are a link away.
    private const int MaximumChecks = 4;

    /// <summary>Gets the cause for a check; null if there is no such check that the user may see.</summary>
    /// <exception cref="ServiceException">The catalog or the issuer of tokens does not answer, or refuses.</exception>
    public Task<CauseReport?> FindAsync(string user, ProductReference product, string check, CancellationToken cancellationToken) =>
        mesh.FindAsync<CauseReport>(user, MeshClient.Catalog, $"products/{product}/checks/{Uri.EscapeDataString(check)}/cause", cancellationToken);

    /// <summary>Gets the causes for the first checks that the newest batch does not pass, by the check's name. One that cannot be read now is left out.</summary>
    public async Task<IReadOnlyDictionary<string, CauseReport>> ListAsync(string user, ProductReference product, IReadOnlyList<CheckStatus> checks, CancellationToken cancellationToken)
    {
        var failing = checks.Where(check => check.Result.Outcome != CheckOutcome.Passed).Select(check => CheckName.Of(check.Result.Check)).Distinct(StringComparer.Ordinal).Take(MaximumChecks);
        var found = await Task.WhenAll(failing.Select(check => Loaded<CauseReport>.FromAsync(FindAsync(user, product, check, cancellationToken)!)));
        return found.Select(part => part.Value).OfType<CauseReport>().DistinctBy(cause => cause.Check, StringComparer.Ordinal).ToDictionary(cause => cause.Check, StringComparer.Ordinal);
    }
}
