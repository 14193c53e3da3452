using MeshStarter.Catalog.Lineage;
using MeshStarter.Catalog.Slo;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Queries;
using MeshStarter.Platform.IcebergCatalog;
using MeshStarter.Platform.Products;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Quality;

/// <summary>Takes the reports of batches: those that a commit publishes are stored in its transaction, the others by themselves.</summary>
internal sealed class BatchResults(NpgsqlDataSource database, ProductStore products, TimeProvider time) : IBatchResults
{
    private const int LongestId = 200;
    private const int LongestName = 300;
    private const int MostDatasets = 1_000;

    /// <summary>The time by which a reporter's clock may be ahead. A report of a day ahead would be the last word until that day has come.</summary>
    public static readonly TimeSpan MostAhead = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public string? Problem(BatchReport report) =>
        report.BatchId.Length is 0 or > LongestId ? $"batch_id: must be a text of 1 to {LongestId} characters."
        : report.Rows < 0 || report.Results.Any(result => result.FailingRows < 0) ? "rows: must be 0 or more, and so must failing_rows of each result."
        : report.DurationMs < 0 ? "duration_ms: must be 0 or more."
        : time.GetUtcNow() is var now && report.CheckedAt > now + MostAhead ? $"checked_at: must be at most {MostAhead.TotalMinutes} minutes after the catalog's time, {now:u}. Set the clock of the service right."
        : report.Batches < 1 ? "batches: must be 1 or more."
        : report.Origin is { } origin && (origin.Datasets.Count > MostDatasets || (origin.Columns is null && origin.Datasets.Count == 0)) ? $"origin.datasets: must be at most {MostDatasets}, and at least one where columns are not given."
        : report.Origin is { } named && named.Datasets.Any(dataset => dataset.Name.Length is 0 or > LongestName || dataset.Namespace?.Length is 0 or > LongestName) ? $"origin.datasets: each name must be a text of 1 to {LongestName} characters."
        : report.Origin is { } described && (described.Sql?.Length > NormalizedSql.MaximumLength || described.Source?.Length > LongestName) ? $"origin: sql must have at most {NormalizedSql.MaximumLength} characters, and source {LongestName}."
        : null;

    /// <inheritdoc/>
    public async Task<Func<NpgsqlTransaction, CancellationToken, Task>> ReadAsync(DataProductId product, BatchReport report, CancellationToken cancellationToken)
    {
        var details = report.Origin is null ? null : await products.FindAsync(new ProductReference(product, report.Version.Major), cancellationToken);
        var run = details is null ? null : PublishRun.Of(details, report, report.Origin!);
        // The database takes moments in UTC only.
        var stored = report with { CheckedAt = report.CheckedAt.ToUniversalTime() };
        return async (transaction, cancellation) =>
        {
            var now = time.GetUtcNow();
            if (await QualityStore.AddAsync(product, stored, now, transaction, cancellation))
            {
                await PublishCounts.AddAsync(product, stored, now, transaction, cancellation);
            }

            if (run is not null)
            {
                await new LineageWriter(transaction, now, cancellation).WriteAsync([run]);
            }
        };
    }

    /// <summary>Stores the result of a batch that no commit publishes; one that is known changes nothing.</summary>
    public async Task AddAsync(DataProductId product, BatchReport report, CancellationToken cancellationToken)
    {
        var result = await ReadAsync(product, report, cancellationToken);
        await database.InTransactionAsync(transaction => result(transaction, cancellationToken), cancellationToken);
    }
}
