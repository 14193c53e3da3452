using System.Runtime.InteropServices;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Storage;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Retention;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Quality;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Retention;

/// <summary>
/// Erases entries of the outbox that have had their product's retention, and with them the events of the stream, the rows of quarantined batches and their samples.
/// An erased entry keeps its id, so that its event is not emitted again, and its position, so that readers' places stay valid.
/// </summary>
internal sealed class OutboxRetention(NpgsqlDataSource database, TimeProvider time)
{
    private const int AtOnce = 5_000;

    private const string Erased = "data = NULL, subject = NULL, key = NULL, schema_guid = NULL, erased_by = 'retention'";

    private const string EmittedAt = "coalesce(entry.emitted_at, entry.occurred_at)";

    /// <summary>Looks through a product's entries.</summary>
    /// <param name="product">The product; it has a retention.</param>
    /// <param name="through">The last position that the table has, or that is quarantined: later entries wait for their publish.</param>
    /// <param name="cancellationToken">Ends the work; what is erased by then stays so.</param>
    public async Task RunAsync(OwnProduct product, long through, CancellationToken cancellationToken)
    {
        var terms = product.Descriptor.Retention!;
        var now = time.GetUtcNow();
        var run = new RetentionRun(now, RetentionClock.CutoffAt(terms, now));
        var by = terms.By is null ? null : product.Descriptor.Schema.First(column => column.Name == terms.By);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var from = await connection.FirstAsync<long?>(
            "SELECT position FROM mesh.retention WHERE product = @Product AND store = 'outbox'", new { Product = product.Id.ToString() }, cancellationToken) ?? 0;
        var (entries, quarantined) = (0L, 0L);
        for (var (at, isLast) = (from, false); !isLast;)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var page = await EraseAsync(product, run, by, at, through, transaction, cancellationToken);
            (entries, quarantined) = (entries + page.Entries, quarantined + page.Quarantined);
            isLast = page.Last is null || page.Young is not null;
            at = page.Last ?? at;
            var beginning = await BeginningAsync(product.Id, from, transaction, cancellationToken);
            from = beginning?.Position ?? from;
            foreach (var store in RetentionLog.StoresOf(product).Where(store => store != RetentionStore.Samples))
            {
                var isOfAll = store != RetentionStore.Quarantine;
                await RetentionLog.NoteAsync(
                    product.Id, store, run, page.Quarantined + (isOfAll ? page.Entries : 0), quarantined + (isOfAll ? entries : 0), isOfAll ? beginning : null, transaction, cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
        }

        if (product.HasTable)
        {
            await EmptySamplesAsync(product.Id, run, connection, cancellationToken);
        }
    }

    // Retention by a column looks at every entry. Without one the entries go in their order: a transaction that took long is at most as late as it took.
    private static Task<Page> EraseAsync(OwnProduct product, RetentionRun run, ColumnDefinition? by, long after, long through, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var isOld = by is null
            ? "page.position < coalesce((SELECT position FROM young), 9223372036854775807)"
            : $"CASE WHEN entry.data IS NULL THEN {EmittedAt} < @Cutoff ELSE {IsOld(by)} END";
        return transaction.FirstAsync<Page>(
            $"""
            WITH page AS MATERIALIZED (
                SELECT entry.id, entry.position, {EmittedAt} < @Cutoff AS is_old FROM mesh.outbox AS entry
                WHERE entry.product = @Product AND entry.position > @After AND entry.position <= @Through
                ORDER BY entry.position LIMIT @AtOnce
            ), young AS (
                SELECT min(page.position) AS position FROM page WHERE NOT is_old AND {(by is null ? "true" : "false")}
            ), erased AS (
                UPDATE mesh.outbox AS entry SET {Erased} FROM page
                WHERE entry.id = page.id AND entry.erased_by IS NULL AND {isOld}
                RETURNING EXISTS (
                    SELECT FROM mesh.quarantine AS batch
                    WHERE batch.product = @Product AND batch.replayed_at IS NULL AND entry.position BETWEEN batch.first_position AND batch.last_position) AS is_quarantined
            )
            SELECT (SELECT max(position) FROM page) AS last, (SELECT position FROM young) AS young,
                (SELECT count(*) FROM erased WHERE NOT is_quarantined) AS entries, (SELECT count(*) FROM erased WHERE is_quarantined) AS quarantined
            """,
            new { Product = product.Id.ToString(), run.Cutoff, CutoffClock = DateTime.SpecifyKind(run.Cutoff.UtcDateTime, DateTimeKind.Unspecified), After = after, Through = through, AtOnce },
            cancellationToken);
    }

    // As the table's rows: a date is over when its day is, in UTC; a time without a zone counts as one of UTC; a row without a value stays.
    private static string IsOld(ColumnDefinition by)
    {
        var value = $"nullif(trim('\"' FROM {OutboxRow.Member("entry.data", SqlText.Quote(by.Name))}), 'null')";
        return by.Type switch
        {
            PrimitiveType { Kind: PrimitiveKind.Date } => $"coalesce({value}::date < @CutoffClock::date, false)",
            PrimitiveType { Kind: PrimitiveKind.TimestampNtz } => $"coalesce({value}::timestamp < @CutoffClock, false)",
            _ => $"coalesce({value}::timestamptz < @Cutoff, false)",
        };
    }

    // The last entry of a retention before which all entries are erased, where there is a later one than known before.
    private static async Task<FeedPosition?> BeginningAsync(ProductMajorVersion product, long known, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var last = await transaction.FirstAsync<(long Position, Guid EventId)?>(
            """
            SELECT position, event_id FROM mesh.outbox
            WHERE product = @Product AND position > @Known AND erased_by = 'retention' AND position < coalesce(
                (SELECT position FROM mesh.outbox WHERE product = @Product AND position > @Known AND erased_by IS NULL ORDER BY position LIMIT 1), 9223372036854775807)
            ORDER BY position DESC LIMIT 1
            """,
            new { Product = product.ToString(), Known = known },
            cancellationToken);
        return last is { } found ? new FeedPosition(found.Position, found.EventId) : null;
    }

    private static async Task EmptySamplesAsync(ProductMajorVersion product, RetentionRun run, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var emptied = await transaction.ExecuteAsync(
            $"""
            {QuarantineStore.EmptySamples} (quarantined_at < @Cutoff OR {QuarantineStore.HasErased})
            """,
            new { Product = product.ToString(), run.Cutoff },
            cancellationToken);
        await RetentionLog.NoteAsync(product, RetentionStore.Samples, run, emptied, emptied, null, transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Page(long? Last, long? Young, long Entries, long Quarantined);
}
