using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Vending;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>Answers requests that change tables: each is done once, and one that made a table and comes again gets the table as it is.</summary>
internal sealed class TableAnswers(TableReads reads, CredentialVendor vendor, IdempotentAnswers answers)
{
    /// <summary>Does what is requested, or answers as before.</summary>
    /// <param name="http">The request.</param>
    /// <param name="act">Does it, and keeps its answer under the key.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<IResult> RunAsync(HttpContext http, Func<IdempotencyKey?, Task<IResult>> act, CancellationToken cancellationToken) => answers.RunAsync(
        http,
        act,
        async tableId =>
        {
            var (target, table) = await reads.LoadAsync(http.User.ToPrincipal(), tableId, cancellationToken);
            return await OfAsync(http, target, table, cancellationToken);
        },
        cancellationToken);

    /// <summary>A table, with credentials for its files where the request wants them.</summary>
    public async Task<IResult> OfAsync(HttpContext http, TableTarget target, CatalogTable table, CancellationToken cancellationToken) => table.ToAnswer(
        vended: AccessDelegation.WantsCredentials(http.Request) ? await vendor.VendAsync(http.User.ToPrincipal(), target, table.Metadata.Location, cancellationToken) : null);
}
