using MeshStarter.Catalog.Products;
using MeshStarter.Catalog.Slo;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Slo;
using MeshStarter.Contracts.Storage;
using MeshStarter.Platform.IcebergCatalog.Access;
using MeshStarter.Platform.IcebergCatalog.Tables;
using MeshStarter.Platform.Products;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Catalog.Storage;

/// <summary>Endpoints of products' storage, for all callers that may discover them: they return no value of a row.</summary>
internal static partial class StorageEndpoints
{
    private const string EventId = "event_id";

    // Callers get what the catalog knows, rather than wait for a service that is away.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static RouteHandlerBuilder MapStorage(this IEndpointRouteBuilder app) => app.MapGet("/products/{name}/storage", FindAsync)
        .WithName("ProductStorage").WithSummary("The table of each major version: layout, files, history; and what the retention removed from table, stream, outbox, quarantine and samples").WithTags("storage");

    private static async Task<Ok<ProductStorage>> FindAsync(
        string name, HttpContext http, RequestedProducts products, ProductStore store, CatalogDecisions decisions, TableStore tables, MetadataFiles files, DomainProbe probe,
        ILogger<UnreadTableException> logger, CancellationToken cancellationToken)
    {
        var product = await products.FindAsync(name, http, cancellationToken);
        var (bundle, principal) = (decisions.Bundle, http.User.ToPrincipal());
        bool SeesCounts(ProductDetails major) => decisions.SeesCounts(bundle, principal, major);
        IReadOnlyList<ProductDetails> versions = [.. (await store.VersionsAsync(product.Name, cancellationToken)).DistinctBy(version => version.Version.Major).Where(version => decisions.MayDiscover(bundle, principal, version))];
        List<StoredTable> stored = [];
        var hasUnread = false;
        foreach (var major in versions)
        {
            try
            {
                if (await TableFacts.FindAsync(major, tables, files, IcebergAccess.MayKeepTables(principal, product.Name.Domain), SeesCounts(major), cancellationToken) is { } table)
                {
                    stored.Add(table);
                }
            }
            catch (UnreadTableException unread)
            {
                // The tables of the other major versions are known all the same.
                hasUnread = true;
                LogUnread(logger, major.ProductMajorVersion.Reference, unread.InnerException!.Message);
            }
        }

        var health = await HealthAsync(product, versions, probe, cancellationToken);
        return TypedResults.Ok(new ProductStorage(stored)
        {
            Stores = [.. versions.Where(major => major.Retention is not null).SelectMany(major => StoresOf(major, stored, health, SeesCounts(major), decisions.ReadsInClear(bundle, principal, major, EventId)))],
            IsComplete = !hasUnread && versions.All(major => major.Retention is null || health?.GetValueOrDefault(major.ProductMajorVersion)?.Stores is not null),
        });
    }

    // The other stores are in the domain's database, and only its service knows them.
    private static async Task<IReadOnlyDictionary<ProductMajorVersion, ProductHealth>?> HealthAsync(ProductDetails product, IReadOnlyList<ProductDetails> versions, DomainProbe probe, CancellationToken cancellationToken)
    {
        if (versions.All(major => major.Retention is null) || versions.SelectMany(major => major.Ports).FirstOrDefault() is not { } port)
        {
            return null;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return (await probe.RequestAsync(product.Name.Domain, port.Url, patience.Token) as DomainAnswer.Healthy)?.Products;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static IEnumerable<StoreRetention> StoresOf(ProductDetails major, IReadOnlyList<StoredTable> tables, IReadOnlyDictionary<ProductMajorVersion, ProductHealth>? health, bool withCounts, bool withId)
    {
        if (tables.FirstOrDefault(table => table.Major == major.Version.Major)?.Retention is { } table)
        {
            yield return new StoreRetention(major.Version.Major, RetentionStore.Table, table.Terms)
            {
                RanAt = table.RanAt,
                Cutoff = table.Cutoff,
                RemovedAt = table.RemovedAt,
                Removed = table.RemovedRows,
                TotalRemoved = table.TotalRemovedRows,
            };
        }

        foreach (var store in health?.GetValueOrDefault(major.ProductMajorVersion)?.Stores ?? [])
        {
            yield return store with
            {
                Major = major.Version.Major,
                Terms = major.Retention!,
                Removed = withCounts ? store.Removed : null,
                TotalRemoved = withCounts ? store.TotalRemoved : null,
                // The id of an event has its position, and is a value of a row.
                LastExpiredEventId = withCounts && withId ? store.LastExpiredEventId : null,
            };
        }
    }

    [LoggerMessage(2230, LogLevel.Warning, "The storage of {Product} is shown without its table: {Reason}")]
    private static partial void LogUnread(ILogger logger, ProductReference product, string reason);
}
