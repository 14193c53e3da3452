using MeshStarter.Contracts.Discovery;

namespace MeshStarter.Cli.Remote;

/// <summary>The addresses of the mesh of a call: those that the caller gives, and for the others those that its document names.</summary>
/// <param name="location">The mesh's one address; null where the caller, or this machine, has all addresses.</param>
/// <param name="catalog">The catalog's address; null for that of the document.</param>
/// <param name="governance">Governance's address; null for that of the document.</param>
/// <param name="query">The query proxy's address; null for that of the document.</param>
internal sealed class MeshAddresses(MeshLocation? location, Uri? catalog, Uri? governance, Uri? query)
{
    /// <summary>Gets the catalog's address, which ends in a slash.</summary>
    /// <exception cref="CliException">The mesh does not answer, or its document is invalid.</exception>
    public Task<Uri> CatalogAsync(HttpClient http, CancellationToken cancellationToken) => FindAsync(catalog, http, document => document.Catalog, cancellationToken);

    /// <summary>Gets governance's address, which ends in a slash.</summary>
    /// <exception cref="CliException">The mesh does not answer, or its document is invalid.</exception>
    public Task<Uri> GovernanceAsync(HttpClient http, CancellationToken cancellationToken) => FindAsync(governance, http, document => document.Governance, cancellationToken);

    /// <summary>Gets the query proxy's address, which ends in a slash.</summary>
    /// <exception cref="CliException">The mesh does not answer, or its document is invalid.</exception>
    public Task<Uri> QueryAsync(HttpClient http, CancellationToken cancellationToken) => FindAsync(query, http, document => document.Query, cancellationToken);

    private async Task<Uri> FindAsync(Uri? given, HttpClient http, Func<MeshDocument, string> named, CancellationToken cancellationToken)
    {
        var address = given?.AbsoluteUri ?? named(await location!.ReadAsync(http, cancellationToken));
        return new Uri(address.EndsWith('/') ? address : address + "/");
    }
}
