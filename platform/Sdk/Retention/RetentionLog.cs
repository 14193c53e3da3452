using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Storage;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Retention;

/// <summary>Stores the last run of each product's retention in the stores of the domain's database.</summary>
internal static class RetentionLog
{
    /// <summary>Notes a part of a run, in the transaction that erases.</summary>
    /// <param name="product">The product.</param>
    /// <param name="store">The store.</param>
    /// <param name="run">The run.</param>
    /// <param name="removed">How many went in this part.</param>
    /// <param name="removedInRun">How many went in the run so far.</param>
    /// <param name="last">The last entry before which all are erased; null where it is unchanged.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static Task NoteAsync(
        ProductMajorVersion product, RetentionStore store, RetentionRun run, long removed, long removedInRun, FeedPosition? last, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync(
            """
            INSERT INTO mesh.retention AS known (product, store, ran_at, cutoff, removed_at, removed, total_removed, position, event_id)
            VALUES (@Product, @Store, @RanAt, @Cutoff, CASE WHEN @Removed > 0 THEN @RanAt END, @RemovedInRun, @Removed, @Position, @EventId)
            ON CONFLICT (product, store) DO UPDATE SET ran_at = excluded.ran_at, cutoff = excluded.cutoff,
                removed_at = coalesce(excluded.removed_at, known.removed_at),
                removed = CASE WHEN @RemovedInRun > 0 THEN excluded.removed ELSE known.removed END,
                total_removed = known.total_removed + @Removed,
                position = coalesce(excluded.position, known.position),
                event_id = coalesce(excluded.event_id, known.event_id)
            """,
            new { Product = product.ToString(), Store = NameOf(store), run.RanAt, run.Cutoff, Removed = removed, RemovedInRun = removedInRun, last?.Position, last?.EventId },
            cancellationToken);

    /// <summary>Returns the last runs of products that have a retention, in each store that they have.</summary>
    public static async Task<ILookup<ProductMajorVersion, StoreRetention>> ReadAsync(NpgsqlDataSource database, IReadOnlyList<OwnProduct> products, CancellationToken cancellationToken)
    {
        if (products.All(product => product.Descriptor.Retention is null))
        {
            return Array.Empty<StoreRetention>().ToLookup(_ => default(ProductMajorVersion));
        }

        var rows = (await database.QueryAsync<Row>(
            "SELECT product, store, ran_at AS RanAt, cutoff, removed_at AS RemovedAt, removed, total_removed AS TotalRemoved, position, event_id AS EventId FROM mesh.retention",
            null,
            cancellationToken)).ToDictionary(row => (row.Product, row.Store));
        return products.Where(product => product.Descriptor.Retention is not null)
            .SelectMany(product => StoresOf(product).Select(store => (product.Id, Retention: Of(product, store, rows.GetValueOrDefault((product.Id.ToString(), NameOf(store)))))))
            .ToLookup(known => known.Id, known => known.Retention);
    }

    /// <summary>Returns the stores of the domain's database that a product has.</summary>
    public static IEnumerable<RetentionStore> StoresOf(OwnProduct product)
    {
        if (product.Has(PortType.Stream))
        {
            yield return RetentionStore.Stream;
        }

        yield return RetentionStore.Outbox;
        if (product.HasTable)
        {
            yield return RetentionStore.Quarantine;
            yield return RetentionStore.Samples;
        }
    }

    private static StoreRetention Of(OwnProduct product, RetentionStore store, Row? row)
    {
        var retention = new StoreRetention(product.Id.Major, store, product.Descriptor.Retention!);
        return row is null ? retention with { Removed = 0, TotalRemoved = 0 } : retention with
        {
            RanAt = new DateTimeOffset(row.RanAt, TimeSpan.Zero),
            Cutoff = new DateTimeOffset(row.Cutoff, TimeSpan.Zero),
            RemovedAt = row.RemovedAt is { } removedAt ? new DateTimeOffset(removedAt, TimeSpan.Zero) : null,
            Removed = row.Removed,
            TotalRemoved = row.TotalRemoved,
            LastExpiredEventId = store == RetentionStore.Stream && row is { Position: { } position, EventId: { } id } ? new FeedPosition(position, id).ToString() : null,
        };
    }

    private static string NameOf(RetentionStore store) => WireNames.Of(store);

    private sealed record Row(string Product, string Store, DateTime RanAt, DateTime Cutoff, DateTime? RemovedAt, long Removed, long TotalRemoved, long? Position, Guid? EventId);
}
