using MeshStarter.Contracts;
using MeshStarter.Lake;
using MeshStarter.Lake.Iceberg;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Ports;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Quality;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.Sdk.Deletes;

/// <summary>Expires the history of a product's table at once, for those who may operate it: deleted rows leave the bucket without waiting for the age of states.</summary>
internal static class HistoryEndpoints
{
    // As long as a delete usually waits for its publish.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(250);

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/products/{product}/history/expire", ExpireAsync)
        .WithName("ExpireHistory").WithSummary("Rewrites the files that have deleted rows, and expires every state of the table but the current one").WithTags("tables");

    private static async Task<Results<Accepted<ExpiredHistory>, ProblemHttpResult>> ExpireAsync(
        string product, HttpContext http, OperationEnforcementPoint enforcement, ITableCatalog catalog, OutboxStore outbox, QuarantineStore quarantine, OutboxSignal signal, TimeProvider time, CancellationToken cancellationToken)
    {
        var (caller, refusal) = enforcement.Enter(http, product);
        if (caller is null)
        {
            return refusal!;
        }

        await enforcement.RecordAsync(caller, "May expire the history of the product's table.");
        var own = caller.Product;
        if (await PublishedAsync(own, catalog, outbox, quarantine, time, cancellationToken) is not { } table)
        {
            return TypedResults.Problem(
                $"{own.Id.Reference}: deletes wait to be published, or there is no table yet. Try again in a moment; GET /products/{product}/publishing says what is the matter.",
                statusCode: StatusCodes.Status503ServiceUnavailable,
                type: ProblemTypes.Unavailable);
        }

        table = await catalog.CommitAsync(table.Identifier, new TableCommit([], DeletedRows.ForgetUpdates(table.Metadata)), cancellationToken);
        signal.Pulse();
        return TypedResults.Accepted((string?)null, new ExpiredHistory(own.Name, own.Id.Major, DeletedRows.KeptBy(table.Metadata)));
    }

    // The table once it has every delete that was emitted before; null when it does not get them in time.
    private static async Task<LoadedTable?> PublishedAsync(OwnProduct product, ITableCatalog catalog, OutboxStore outbox, QuarantineStore quarantine, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var began = time.GetTimestamp(); ; await Task.Delay(LookPause, time, cancellationToken))
        {
            var table = await catalog.LoadAsync(ProductTable.Of(product.Name, product.Id.Major), cancellationToken);
            if (table is not null
                && !await outbox.HasDeletesAfterAsync(product.Id, Math.Max(PublishedPosition.Of(table.Metadata), await quarantine.LastPositionAsync(product.Id, cancellationToken)), cancellationToken))
            {
                return table;
            }

            if (time.GetElapsedTime(began) > Patience)
            {
                return null;
            }
        }
    }
}
