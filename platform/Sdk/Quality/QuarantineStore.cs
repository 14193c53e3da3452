using System.Globalization;
using System.Text.Json;
using Dapper;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Lake.Tables;
using MeshStarter.Sdk.Outbox;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Quality;

/// <summary>Stores the quarantined batches, with the findings. The failing rows belong to the domain: no other caller reads them.</summary>
internal sealed class QuarantineStore(NpgsqlDataSource database, TimeProvider time)
{
    // One list for each check.
    private const string NoSamples = "(SELECT coalesce(jsonb_agg('[]'::jsonb), '[]'::jsonb) FROM jsonb_array_elements(samples))";

    /// <summary>Empties the samples of a product's quarantined batches: a statement that a condition on the batch completes.</summary>
    public const string EmptySamples = $"UPDATE mesh.quarantine SET samples = {NoSamples} WHERE product = @Product AND samples <> {NoSamples} AND";

    /// <summary>Whether a batch, by its positions, has an entry that is erased: its sample may show that row.</summary>
    public const string HasErased = "EXISTS (SELECT FROM mesh.outbox AS entry WHERE entry.product = @Product AND entry.position BETWEEN first_position AND last_position AND entry.erased_by IS NOT NULL)";

    private const string Findings = "version = excluded.version, results = excluded.results, samples = excluded.samples";

    /// <summary>Quarantines a batch of rows from the outbox, by the positions of its first and last row; the same batch again changes nothing.</summary>
    /// <exception cref="InvalidOperationException">
    /// Some of its rows are quarantined already, in another batch. A row is in one batch only, because a replay would otherwise publish it
    /// twice.
    /// </exception>
    public async Task AddAsync(
        ProductMajorVersion product, long first, long last, PublishOutcome outcome, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var batchId = TableWriter.BatchId(first, last);
        var key = new { Product = product.ToString(), BatchId = batchId, First = first, Last = last };
        await transaction.ExecuteAsync(
            "SELECT pg_advisory_xact_lock(hashtextextended('quarantine ' || @Product, 0))", key, cancellationToken);
        if (await transaction.FirstAsync<string?>(
            "SELECT batch_id FROM mesh.quarantine WHERE product = @Product AND batch_id <> @BatchId AND first_position <= @Last AND last_position >= @First LIMIT 1",
            key,
            cancellationToken) is { } other)
        {
            throw new InvalidOperationException($"{product}: rows of batch {batchId} are quarantined already, in batch {other}.");
        }

        await InsertAsync(product, batchId, (first, last), outcome, "DO NOTHING", transaction, cancellationToken);
        await WaitingReports.AddAsync(product, outcome.Report!, transaction, cancellationToken);
    }

    /// <summary>Quarantines a batch that is published as a whole; staged again, it takes the new findings.</summary>
    public Task AddWholeAsync(ProductMajorVersion product, string batchId, PublishOutcome outcome, CancellationToken cancellationToken) =>
        StoreAsync(product, batchId, null, outcome, $"DO UPDATE SET {Findings}, rows = excluded.rows, quarantined_at = excluded.quarantined_at, replayed_at = NULL, snapshot_id = NULL", isReplay: false, cancellationToken);

    /// <summary>Returns the position of the last quarantined row; 0 when there is none.</summary>
    public Task<long> LastPositionAsync(ProductMajorVersion product, CancellationToken cancellationToken) => database.FirstAsync<long>(
        "SELECT coalesce(max(last_position), 0) FROM mesh.quarantine WHERE product = @Product", new { Product = product.ToString() }, cancellationToken);

    /// <summary>Returns the position up to which no row waits for its publish: the table has it, or a check quarantined it.</summary>
    /// <param name="product">The product.</param>
    /// <param name="published">The position that its table has.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public async Task<long> CompletedAsync(ProductMajorVersion product, long published, CancellationToken cancellationToken) =>
        Math.Max(published, await LastPositionAsync(product, cancellationToken));

    /// <summary>Returns the quarantined batches of a product, the newest first.</summary>
    public async Task<IReadOnlyList<QuarantinedBatch>> ListAsync(ProductMajorVersion product, long? before, int limit, CancellationToken cancellationToken) =>
        await SelectAsync("(@Before::bigint IS NULL OR id < @Before) ORDER BY id DESC LIMIT @Limit", new { Product = product.ToString(), Before = before, Limit = limit }, cancellationToken);

    /// <summary>Returns a batch by its id; null when no such batch was quarantined.</summary>
    public async Task<QuarantinedBatch?> FindAsync(ProductMajorVersion product, string batchId, CancellationToken cancellationToken) =>
        (await SelectAsync("batch_id = @BatchId", new { Product = product.ToString(), BatchId = batchId }, cancellationToken)).SingleOrDefault();

    /// <summary>
    /// Returns the rows of a batch that are still to be published: all facts, and for a product with a key the rows whose key has not
    /// changed since.
    /// </summary>
    /// <param name="batch">The batch.</param>
    /// <param name="key">The product's key; empty for facts.</param>
    /// <param name="published">The rows that the table holds.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public async Task<IReadOnlyList<RowChange>> RowsAsync(QuarantinedBatch batch, IReadOnlyList<string> key, PublishedRows published, CancellationToken cancellationToken)
    {
        // Each key is computed once: by a join the server may compute those of all pairs. That takes as long as there are newer rows.
        var keyOf = OutboxRow.Key("coalesce(data, outbox.key)", "@Key");
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<RowChange>(new CommandDefinition(
            key.Count == 0
                ? "SELECT position, data AS row FROM mesh.outbox WHERE product = @Product AND position BETWEEN @First AND @Last AND data IS NOT NULL ORDER BY position"
                : $"""
                    SELECT position, row FROM (
                        SELECT position, row, is_newer, bool_or(is_newer) OVER (PARTITION BY key) AS has_newer FROM (
                            SELECT position, data AS row, {keyOf} AS key, false AS is_newer FROM mesh.outbox
                            WHERE product = @Product AND position BETWEEN @First AND @Last AND data IS NOT NULL
                            UNION ALL
                            SELECT position, NULL, {keyOf}, true FROM mesh.outbox
                            WHERE product = @Product AND position > @Last AND position <= @Published AND erased_by IS NULL AND NOT EXISTS (
                                SELECT 1 FROM mesh.quarantine AS kept
                                WHERE kept.product = @Product AND kept.replayed_at IS NULL AND kept.batch_id <> ALL(@Batches) AND outbox.position BETWEEN kept.first_position AND kept.last_position)
                        ) AS keyed
                    ) AS marked
                    WHERE NOT is_newer AND NOT has_newer
                    ORDER BY position
                    """,
            new { Product = batch.ProductMajorVersion.ToString(), First = batch.FirstPosition, Last = batch.LastPosition, Published = published.Position, Batches = published.Batches.ToArray(), Key = key.ToArray() },
            commandTimeout: 0,
            cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Notes that a batch was published, if it was quarantined.</summary>
    public Task ReplayedAsync(ProductMajorVersion product, string batchId, long? snapshotId, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE mesh.quarantine SET replayed_at = @Now, snapshot_id = @SnapshotId WHERE product = @Product AND batch_id = @BatchId AND replayed_at IS NULL",
        new { Product = product.ToString(), BatchId = batchId, SnapshotId = snapshotId, Now = time.GetUtcNow() },
        cancellationToken);

    /// <summary>Notes which batches of a table were quarantined earlier: a process that replayed one may have been killed before it noted that.</summary>
    public async Task ReplayedAsync(ProductMajorVersion product, PublishedRows published, CancellationToken cancellationToken)
    {
        foreach (var batch in await SelectAsync("replayed_at IS NULL AND batch_id = ANY(@Batches)", new { Product = product.ToString(), Batches = published.Batches.ToArray() }, cancellationToken))
        {
            await ReplayedAsync(product, batch.BatchId, published.SnapshotOf(batch.BatchId)!.SnapshotId, cancellationToken);
        }
    }

    /// <summary>Stores the findings of a batch that checks quarantined again.</summary>
    public Task KeepAsync(QuarantinedBatch batch, PublishOutcome outcome, CancellationToken cancellationToken) =>
        StoreAsync(batch.ProductMajorVersion, batch.BatchId, (batch.FirstPosition, batch.LastPosition), outcome, $"DO UPDATE SET {Findings} WHERE quarantine.replayed_at IS NULL", isReplay: true, cancellationToken);

    // Each try has a report of its own.
    private Task StoreAsync(ProductMajorVersion product, string batchId, (long? First, long? Last)? positions, PublishOutcome outcome, string onConflict, bool isReplay, CancellationToken cancellationToken) => database.InTransactionAsync(async transaction =>
    {
        await InsertAsync(product, batchId, positions, outcome, onConflict, transaction, cancellationToken);
        var report = outcome.Report! with { IsReplay = isReplay };
        await WaitingReports.AddAsync(product, report with { BatchId = string.Create(CultureInfo.InvariantCulture, $"{batchId}@{report.CheckedAt.ToUnixTimeMilliseconds()}") }, transaction, cancellationToken);
    }, cancellationToken);

    // Rows may have been erased since the batch was read.
    private Task InsertAsync(ProductMajorVersion product, string batchId, (long? First, long? Last)? positions, PublishOutcome outcome, string onConflict, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync(
            $"""
            INSERT INTO mesh.quarantine (product, version, batch_id, first_position, last_position, rows, results, samples, quarantined_at)
            SELECT @Product, @Version, @BatchId, first_position, last_position, @Rows, @Results::jsonb, CASE WHEN {HasErased} THEN {NoSamples} ELSE samples END, @Now
            FROM (VALUES (@First::bigint, @Last::bigint, @Samples::jsonb)) AS batch(first_position, last_position, samples)
            ON CONFLICT (product, batch_id) {onConflict}
            """,
            new
            {
                Product = product.ToString(),
                Version = outcome.Report!.Version.ToString(),
                BatchId = batchId,
                positions?.First,
                positions?.Last,
                outcome.Rows,
                Results = Results(outcome),
                Samples = Samples(outcome),
                Now = time.GetUtcNow(),
            },
            cancellationToken);

    private Task<IReadOnlyList<QuarantinedBatch>> SelectAsync(string condition, object parameters, CancellationToken cancellationToken) => database.QueryAsync(
        $"""
        SELECT product, results, samples, id, version, batch_id, first_position, last_position, rows, quarantined_at, replayed_at, snapshot_id
        FROM mesh.quarantine WHERE product = @Product AND {condition}
        """,
        ((ProductMajorVersion Product, string Results, string Samples) row, QuarantinedBatch batch) =>
            batch with { Product = row.Product.Product, Major = row.Product.Major, Results = FindingsOf(row.Results, row.Samples) },
        parameters,
        cancellationToken);

    private static string Results(PublishOutcome outcome) => JsonSerializer.Serialize(outcome.Findings.Select(finding => finding.Result), MeshJson.Options);

    private static string Samples(PublishOutcome outcome) => JsonSerializer.Serialize(outcome.Findings.Select(finding => finding.Sample), MeshJson.Options);

    private static IReadOnlyList<QuarantinedResult> FindingsOf(string results, string samples) =>
    [
        .. Read<List<CheckResult>>(results).Zip(Read<List<List<string>>>(samples), (result, sample) => new QuarantinedResult
        {
            Check = result.Check,
            Outcome = result.Outcome,
            FailingRows = result.FailingRows,
            Reason = result.Reason,
            Sample = [.. sample.Select(Row)],
        }),
    ];

    private static JsonElement Row(string json)
    {
        try
        {
            return JsonElement.Parse(json);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(json, MeshJson.Options);
        }
    }

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, MeshJson.Options)!;
}
