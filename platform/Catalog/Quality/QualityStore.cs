using System.Text.Json;
using Dapper;
using MeshStarter.Contracts;
using Npgsql;

namespace MeshStarter.Catalog.Quality;

/// <summary>Keeps what checks said: the last word of each, and the minutes before.</summary>
internal sealed class QualityStore(NpgsqlDataSource database)
{
    /// <summary>
    /// A service that ended before it had noted that its last reports were taken sends them again when it is back, be it weeks later: a product's newest stay
    /// known in any case. Its processes tell 50 at a time, and note them before they tell others.
    /// </summary>
    private const int MaxReports = 1_000;

    /// <summary>How long a report may come again, after its answer was lost.</summary>
    private static readonly TimeSpan Repeats = TimeSpan.FromHours(1);

    private static readonly TimeSpan History = TimeSpan.FromDays(30);

    /// <summary>Adds a report, if the transaction commits; one that is known changes nothing.</summary>
    /// <returns>Whether it is new.</returns>
    public static async Task<bool> AddAsync(DataProductId product, BatchReport report, DateTimeOffset now, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var key = new { Product = product.ToString(), report.Version.Major, report.BatchId, report.CheckedAt, Minute = MinuteOf(report.CheckedAt), Now = now, Forget = now - Repeats, Drop = now - History };
        var connection = transaction.Connection!;
        var isNew = await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO quality_batches (product, major, batch_id, reported_at) VALUES (@Product, @Major, @BatchId, @Now) ON CONFLICT DO NOTHING", key, transaction, cancellationToken: cancellationToken));
        if (isNew == 0)
        {
            return false;
        }

        // Reports of one minute wait for each other here.
        await connection.ExecuteAsync(new CommandDefinition(
            "SELECT pg_advisory_xact_lock(hashtextextended('quality ' || @Product, 0))", key, transaction, cancellationToken: cancellationToken));
        var counted = await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "SELECT counts FROM quality_minutes WHERE product = @Product AND major = @Major AND minute = @Minute", key, transaction, cancellationToken: cancellationToken));
        var minute = (counted is null ? Empty(key.Minute) : Read<QualityMinute>(counted)).With(report);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO quality_minutes (product, major, minute, counts) VALUES (@Product, @Major, @Minute, @Counts::jsonb)
            ON CONFLICT (product, major, minute) DO UPDATE SET counts = excluded.counts;

            INSERT INTO quality_status (product, major, checks, checked_at) VALUES (@Product, @Major, @Checks::jsonb, @CheckedAt)
            ON CONFLICT (product, major) DO UPDATE SET checks = excluded.checks, checked_at = excluded.checked_at
            WHERE quality_status.checked_at <= excluded.checked_at;

            DELETE FROM quality_batches WHERE product = @Product AND reported_at < @Forget
                AND reported_at < (SELECT reported_at FROM quality_batches WHERE product = @Product ORDER BY reported_at DESC OFFSET @MaxReports - 1 LIMIT 1);
            """,
            new { key.Product, key.Major, key.Minute, key.CheckedAt, key.Forget, MaxReports, Counts = Write(minute), Checks = Write(report.Results) },
            transaction,
            cancellationToken: cancellationToken));
        await QualityHistoryStore.AddAsync(product, report, transaction, cancellationToken);
        if (counted is null)
        {
            await QualityHistoryStore.CleanAsync(product, now, transaction, cancellationToken);
            await connection.ExecuteAsync(new CommandDefinition("DELETE FROM quality_minutes WHERE product = @Product AND minute < @Drop", key, transaction, cancellationToken: cancellationToken));
        }

        return true;
    }

    /// <summary>Notes whether the rows of a major version reach its table.</summary>
    public async Task NoteAsync(DataProductId product, PublishingReport report, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            report.FailingSince is null
                ? "DELETE FROM publishing_failures WHERE product = @Product AND major = @Major"
                : "INSERT INTO publishing_failures (product, major, failing_since) VALUES (@Product, @Major, @FailingSince) ON CONFLICT (product, major) DO UPDATE SET failing_since = excluded.failing_since",
            new { Product = product.ToString(), report.Major, report.FailingSince },
            cancellationToken: cancellationToken));
    }

    /// <summary>Returns the quality of a major version since a moment.</summary>
    public async Task<ProductQuality> FindAsync(DataProductId product, int major, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var key = new { Product = product.ToString(), Major = major, Since = since };
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var status = await connection.QueryFirstOrDefaultAsync<StatusRow>(new CommandDefinition(
            "SELECT checks, checked_at AS CheckedAt FROM quality_status WHERE product = @Product AND major = @Major", key, cancellationToken: cancellationToken));
        var minutes = await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT counts FROM quality_minutes WHERE product = @Product AND major = @Major AND minute >= @Since ORDER BY minute DESC", key, cancellationToken: cancellationToken));
        var failingSince = await connection.ExecuteScalarAsync<DateTime?>(new CommandDefinition(
            "SELECT failing_since FROM publishing_failures WHERE product = @Product AND major = @Major", key, cancellationToken: cancellationToken));
        return new ProductQuality
        {
            Publishing = failingSince is { } moment ? new PublishingState(new DateTimeOffset(moment, TimeSpan.Zero)) : null,
            Product = product,
            Major = major,
            Checks = status is null ? [] : [.. Read<List<CheckResult>>(status.Checks).Select(result => new CheckStatus(result, new DateTimeOffset(status.CheckedAt, TimeSpan.Zero)))],
            History = [.. minutes.Select(Read<QualityMinute>)],
        };
    }

    private static QualityMinute Empty(DateTimeOffset minute) => new() { Minute = minute, Batches = 0, Rows = 0, Quarantined = 0, Checks = [] };

    private static DateTimeOffset MinuteOf(DateTimeOffset moment) => new(moment.UtcTicks - moment.UtcTicks % TimeSpan.TicksPerMinute, TimeSpan.Zero);

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, MeshJson.Options)!;

    private static string Write<T>(T value) => JsonSerializer.Serialize(value, MeshJson.Options);

    private sealed record StatusRow(string Checks, DateTime CheckedAt);
}
