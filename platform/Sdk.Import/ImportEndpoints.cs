using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Access;
using MeshStarter.Sdk.Consuming;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Ports;
using MeshStarter.Sdk.Products;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.Sdk.Import;

/// <summary>
/// Returns the source of the domain's data and its progress: numbers, of products whose rows the caller may count; the reason of a
/// failure to the domain itself.
/// </summary>
internal static class ImportEndpoints
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/import", ReportAsync)
        .WithName("ReadImport").WithSummary("What feeds this domain and how far it has come").WithTags("import");

    private static async Task<Ok<ImportReport>> ReportAsync(
        HttpContext http, OwnDomain domain, ImportLedger ledger, IEnumerable<ImportFact> facts, IEnumerable<ConsumedStream> streams, OwnProducts own, VisibleOwnProducts visible, OutboxStore outbox,
        Checkpoints checkpoints, DataAccess access, IServiceProvider services, CancellationToken cancellationToken)
    {
        var (isOwn, principal) = (domain.IsOwn(http.User), http.User.ToPrincipal());
        var counted = visible.Visible(http.User).Where(product => access.SeesCounts(principal, product)).ToList();
        var status = ledger.Status;
        Dictionary<string, long> emitted = new(StringComparer.Ordinal);
        foreach (var product in counted.Where(product => product.Has(PortType.Stream)))
        {
            emitted[product.Id.ToString()] = await outbox.LastPositionAsync(product.Id, cancellationToken);
        }

        List<ConsumedStream> followed = [];
        foreach (var stream in streams)
        {
            if (isOwn || await access.SeesCountsAsync(principal, stream.Product, cancellationToken))
            {
                followed.Add(stream);
            }
        }

        var consumed = await checkpoints.HandledAsync(followed, cancellationToken);
        // Files and facts are of no product alone, and so of one that the caller may not discover, too.
        if (counted.Count < own.All.Count)
        {
            return TypedResults.Ok(new ImportReport(status.State, new Dictionary<string, long>(), Rejected: null, Error: null, new Dictionary<string, long>(), emitted, consumed));
        }

        // Last: what was consumed is in them.
        Dictionary<string, long> counts = new(StringComparer.Ordinal);
        foreach (var fact in facts)
        {
            counts[fact.Name] = await fact.Count(services, cancellationToken);
        }

        return TypedResults.Ok(new ImportReport(status.State, status.Imported, status.Rejected, isOwn ? status.Error : null, counts, emitted, consumed));
    }
}
