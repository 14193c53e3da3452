using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Rest;
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
            return table.ToAnswer(vended: await VendAsync(http, target, table.Metadata, cancellationToken));
        },
        cancellationToken);

    /// <summary>Credentials for a table's files where the request wants them, else null.</summary>
    /// <exception cref="IcebergRefusedException">There are none now, or none for its location.</exception>
    public async Task<TableCredentials?> VendAsync(HttpContext http, TableTarget target, TableMetadata metadata, CancellationToken cancellationToken) =>
        AccessDelegation.WantsCredentials(http.Request) ? await vendor.VendAsync(http.User.ToPrincipal(), target, metadata.Location, cancellationToken) : null;
}
