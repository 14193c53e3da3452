using System.Globalization;
using System.Text.Json;
using Dapper;
using MeshStarter.Contracts;
using Npgsql;

namespace MeshStarter.Catalog.Quality;

/// <summary>Stores the results of batches by day, and the last batches of each major version.</summary>
internal sealed class QualityHistoryStore(NpgsqlDataSource database)
{
    /// <summary>How many batches of a major version are stored at least.</summary>
    public const int LastBatches = 50;

    /// <summary>How many days are stored, today included.</summary>
    public const int Days = 30;

    /// <summary>Adds a report, if the transaction commits. The caller adds each report once, and has locked the product's quality.</summary>
    public static async Task AddAsync(DataProductId product, BatchReport report, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var date = DateOf(report.CheckedAt);
        var key = new { Product = product.ToString(), report.Version.Major, Day = Text(date) };
        var connection = transaction.Connection!;
        var counted = await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "SELECT counts FROM quality_days WHERE product = @Product AND major = @Major AND day = @Day::date", key, transaction, cancellationToken: cancellationToken));
        var day = (counted is null ? new QualityDay { Day = date, Batches = 0, Rows = 0, Quarantined = 0, Checks = [] } : Read(counted)).With(report);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO quality_days (product, major, day, counts) VALUES (@Product, @Major, @Day::date, @Counts::jsonb)
            ON CONFLICT (product, major, day) DO UPDATE SET counts = excluded.counts;

            INSERT INTO batches (product, major, checked_at, batch_id, version, row_count, batch_count, duration_ms, snapshot_id)
            VALUES (@Product, @Major, @CheckedAt, @BatchId, @Version, @Rows, @Batches, @DurationMs, @SnapshotId)
            ON CONFLICT (product, major, checked_at, batch_id) DO NOTHING;
            """,
            new
            {
                key.Product,
                key.Major,
                key.Day,
                Counts = JsonSerializer.Serialize(day, MeshJson.Options),
                report.CheckedAt,
                report.BatchId,
                Version = report.Version.ToString(),
                report.Rows,
                report.Batches,
                report.DurationMs,
                report.SnapshotId,
            },
            transaction,
            cancellationToken: cancellationToken));
    }

    /// <summary>Removes days and batches of a product that are no longer stored, if the transaction commits.</summary>
    public static Task CleanAsync(DataProductId product, DateTimeOffset now, NpgsqlTransaction transaction, CancellationToken cancellationToken) => transaction.Connection!.ExecuteAsync(new CommandDefinition(
        """
        DELETE FROM quality_days WHERE product = @Product AND day <= @Drop::date;

        DELETE FROM batches b USING (SELECT DISTINCT major FROM batches WHERE product = @Product) m
        WHERE b.product = @Product AND b.major = m.major
          AND b.checked_at < (SELECT l.checked_at FROM batches l WHERE l.product = @Product AND l.major = m.major ORDER BY l.checked_at DESC OFFSET @LastBatches - 1 LIMIT 1);
        """,
        new { Product = product.ToString(), Drop = Text(DateOf(now).AddDays(-Days)), LastBatches },
        transaction,
        cancellationToken: cancellationToken));

    /// <summary>Returns the days of a major version, the newest first.</summary>
    public async Task<IReadOnlyList<QualityDay>> DaysAsync(DataProductId product, int major, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var days = await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT counts FROM quality_days WHERE product = @Product AND major = @Major AND day > @After::date ORDER BY day DESC",
            new { Product = product.ToString(), Major = major, After = Text(DateOf(now).AddDays(-Days)) },
            cancellationToken: cancellationToken));
        return [.. days.Select(Read)];
    }

    /// <summary>Returns the last batches of a major version, the newest first.</summary>
    public async Task<IReadOnlyList<BatchSummary>> BatchesAsync(DataProductId product, int major, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<(string BatchId, string Version, DateTime CheckedAt, long Rows, int Batches, long? DurationMs, long? SnapshotId)>(new CommandDefinition(
            """
            SELECT batch_id, version, checked_at, row_count, batch_count, duration_ms, snapshot_id FROM batches
            WHERE product = @Product AND major = @Major ORDER BY checked_at DESC, batch_id DESC LIMIT @Limit
            """,
            new { Product = product.ToString(), Major = major, Limit = limit },
            cancellationToken: cancellationToken));
        return [.. rows.Select(row => new BatchSummary
        {
            BatchId = row.BatchId,
            Version = ProductVersion.Parse(row.Version),
            CheckedAt = new DateTimeOffset(row.CheckedAt, TimeSpan.Zero),
            Rows = row.Rows,
            Batches = row.Batches,
            DurationMs = row.DurationMs,
            SnapshotId = row.SnapshotId,
        })];
    }

    private static DateOnly DateOf(DateTimeOffset moment) => DateOnly.FromDateTime(moment.UtcDateTime);

    private static string Text(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    private static QualityDay Read(string json) => JsonSerializer.Deserialize<QualityDay>(json, MeshJson.Options)!;
}
