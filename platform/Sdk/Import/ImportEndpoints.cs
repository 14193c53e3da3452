using MeshStarter.Contracts;
using MeshStarter.Sdk.Consuming;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.Sdk.Import;

/// <summary>Tells what feeds the domain and how far it has come; numbers only.</summary>
internal static class ImportEndpoints
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/import", ReportAsync)
        .WithName("ReadImport").WithSummary("What feeds this domain and how far it has come").WithTags("import");

    private static async Task<Ok<ImportReport>> ReportAsync(
        ImportLedger ledger, IEnumerable<ImportFact> facts, IEnumerable<ConsumedStream> streams, OwnProducts products, OutboxStore outbox,
        Checkpoints checkpoints, IServiceProvider services, CancellationToken cancellationToken)
    {
        var status = ledger.Status;
        Dictionary<string, long> counted = new(StringComparer.Ordinal);
        foreach (var fact in facts)
        {
            counted[fact.Name] = await fact.Count(services, cancellationToken);
        }

        Dictionary<string, long> emitted = new(StringComparer.Ordinal);
        foreach (var product in products.All.Where(product => product.Has(PortType.Stream)))
        {
            emitted[product.Id.ToString()] = await outbox.LastPositionAsync(product.Id, cancellationToken);
        }

        Dictionary<string, long> consumed = new(StringComparer.Ordinal);
        foreach (var stream in streams)
        {
            // Before it is known which one it is, a handler is behind every stream.
            var product = await checkpoints.MajorAsync(stream, cancellationToken);
            consumed[product?.ToString() ?? stream.Product.ToString()] =
                product is null ? -1 : FeedPosition.TryParse(await checkpoints.ReadAsync(stream.Handler, product.Value, cancellationToken), out var position) ? position.Position : 0;
        }

        return TypedResults.Ok(new ImportReport(status.State, status.Imported, status.Rejected, status.Error, counted, emitted, consumed));
    }
}
