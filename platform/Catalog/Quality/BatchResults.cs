using MeshStarter.Catalog.Lineage;
using MeshStarter.Catalog.Products;
using MeshStarter.Catalog.Slo;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Queries;
using Npgsql;

namespace MeshStarter.Catalog.Quality;

/// <summary>Stores the results of batches, what checks said and what was made of what: in the transaction of the commit that publishes a batch, or by themselves where none does.</summary>
internal sealed class BatchResults(NpgsqlDataSource database, ProductStore products, TimeProvider time)
{
    private const int LongestId = 200;
    private const int LongestName = 300;
    private const int MostDatasets = 1_000;

    /// <summary>Returns the fault of a report; null where there is none.</summary>
    public static string? Problem(BatchReport report) =>
        report.BatchId.Length is 0 or > LongestId ? $"batch_id: must be a text of 1 to {LongestId} characters."
        : report.Rows < 0 || report.Results.Any(result => result.FailingRows < 0) ? "rows: must be 0 or more, and so must failing_rows of each result."
        : report.DurationMs < 0 ? "duration_ms: must be 0 or more."
        : report.Batches < 1 ? "batches: must be 1 or more."
        : report.Origin is { } origin && (origin.Datasets.Count > MostDatasets || (origin.Columns is null && origin.Datasets.Count == 0)) ? $"origin.datasets: must be at most {MostDatasets}, and at least one where columns are not given."
        : report.Origin is { } named && named.Datasets.Any(dataset => dataset.Name.Length is 0 or > LongestName || dataset.Namespace?.Length is 0 or > LongestName) ? $"origin.datasets: each name must be a text of 1 to {LongestName} characters."
        : report.Origin is { } described && (described.Sql?.Length > NormalizedSql.MaximumLength || described.Source?.Length > LongestName) ? $"origin: sql must have at most {NormalizedSql.MaximumLength} characters, and source {LongestName}."
        : null;

    /// <summary>Makes a report ready to be stored.</summary>
    public async Task<BatchResult> ReadAsync(DataProductId product, BatchReport report, CancellationToken cancellationToken)
    {
        var details = report.Origin is null ? null : await products.FindAsync(new ProductReference(product, report.Version.Major), cancellationToken);
        return new BatchResult(product, report, details is null ? null : PublishRun.Of(details, report, report.Origin!));
    }

    /// <summary>Stores a result, if the transaction commits; one that is known changes nothing.</summary>
    public async Task AddAsync(BatchResult result, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await QualityStore.AddAsync(result.Product, result.Report, now, transaction, cancellationToken))
        {
            await PublishCounts.AddAsync(result.Product, result.Report, now, transaction, cancellationToken);
        }

        if (result.Run is not null)
        {
            await new LineageWriter(transaction, now, cancellationToken).WriteAsync([result.Run]);
        }
    }

    /// <summary>Stores the result of a batch that no commit publishes; one that is known changes nothing.</summary>
    public async Task AddAsync(DataProductId product, BatchReport report, CancellationToken cancellationToken)
    {
        var result = await ReadAsync(product, report, cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await AddAsync(result, transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
