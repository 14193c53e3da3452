using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Profiles;
using MeshStarter.Contracts.Quality;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Quality;

/// <summary>Stores the results of batches by day, and the last batches of each major version.</summary>
internal sealed class QualityHistoryStore(NpgsqlDataSource database)
{
    /// <summary>The number of batches of a major version that are stored at least.</summary>
    public const int LastBatches = 50;

    /// <summary>The number of days that are stored, today included.</summary>
    public const int Days = 30;

    /// <summary>Returns the days of a major version, the newest first.</summary>
    public async Task<IReadOnlyList<QualityDay>> DaysAsync(DataProductId product, int major, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var days = await database.QueryAsync<string>(
            "SELECT counts FROM quality_days WHERE product = @Product AND major = @Major AND day > (@After AT TIME ZONE 'UTC')::date ORDER BY day DESC",
            new { Product = product.ToString(), Major = major, After = now.AddDays(-Days) },
            cancellationToken);
        return [.. days.Select(day => JsonSerializer.Deserialize<QualityDay>(day, MeshJson.Options)!)];
    }

    /// <summary>Returns the last batches of a major version, the newest first.</summary>
    public Task<IReadOnlyList<BatchSummary>> BatchesAsync(DataProductId product, int major, int limit, CancellationToken cancellationToken) => database.QueryAsync<BatchSummary>(
        """
        SELECT batch_id, version, checked_at, row_count AS rows, batch_count AS batches, duration_ms, snapshot_id FROM batches
        WHERE product = @Product AND major = @Major ORDER BY checked_at DESC, batch_id DESC LIMIT @Limit
        """,
        new { Product = product.ToString(), Major = major, Limit = limit },
        cancellationToken);
}
