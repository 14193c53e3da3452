using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Quality;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>Serves the publishing status of the domain's products to those who may operate them.</summary>
internal static class PublishingEndpoints
{
    // While the catalog does not answer, an owner gets the status that is known without it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/products/{product}/publishing", FindAsync)
        .WithName("ProductPublishing").WithSummary("How far a product's table has come, which rows wait, and if they cannot be published since when and why").WithTags("quality");

    private static async Task<Ok<PublishingStatus>> FindAsync(
        string product, HttpContext http, OperationEnforcementPoint enforcement, PublishingFailures failures, TableWriter tables, QuarantineStore quarantine, OutboxStore outbox, CancellationToken cancellationToken)
    {
        var caller = enforcement.EnterTable(http, product);
        await enforcement.RecordAsync(caller, "May see how far the product's table has come.");
        var own = caller.Product;
        var failing = await failures.FindAsync(own.Id, cancellationToken);
        var published = failing?.Position ?? await PublishedAsync(own, tables, quarantine, cancellationToken);
        (long Rows, DateTimeOffset? Since)? waiting = published is { } position ? await outbox.WaitingAsync(own.Id, position, cancellationToken) : null;
        return TypedResults.Ok(new PublishingStatus(own.Name, own.Id.Major, published, waiting?.Rows, waiting?.Since, failing));
    }

    private static async Task<long?> PublishedAsync(OwnProduct product, TableWriter tables, QuarantineStore quarantine, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return await quarantine.CompletedAsync(product.Id, await tables.PositionAsync(product.Descriptor, patience.Token), cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IcebergException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }
}
