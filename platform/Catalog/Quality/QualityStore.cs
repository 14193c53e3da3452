using System.Text.Json;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Profiles;
using MeshStarter.Contracts.Quality;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Quality;

/// <summary>Stores the results of checks: the last one of each, those of the minutes and days before, and the last batches of each major version.</summary>
internal sealed class QualityStore(NpgsqlDataSource database)
{
    /// <summary>The number of batches of a major version that are stored at least.</summary>
    private const int LastBatches = 50;

    /// <summary>The number of days that are stored, today included.</summary>
    private const int Days = 30;

    /// <summary>
    /// A service that ended before it had noted that its last reports were taken sends them again when it is back, be it weeks later: a product's newest stay
    /// known in any case.
    /// </summary>
    private const int MaxReports = 1_000;

    /// <summary>The time within which a report may come again, after its answer was lost.</summary>
    private static readonly TimeSpan Repeats = TimeSpan.FromHours(1);

    /// <summary>Adds a report, if the transaction commits; one that is known changes nothing.</summary>
    /// <returns>Whether it is new.</returns>
    public static async Task<bool> AddAsync(DataProductId product, BatchReport report, DateTimeOffset now, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var key = new { Product = product.ToString(), report.Version.Major, report.BatchId, report.CheckedAt, Minute = MinuteOf(report.CheckedAt), Now = now };
        var isNew = await transaction.ExecuteAsync("INSERT INTO quality_batches (product, major, batch_id, reported_at) VALUES (@Product, @Major, @BatchId, @Now) ON CONFLICT DO NOTHING", key, cancellationToken);
        if (isNew == 0)
        {
            return false;
        }

        // Reports of one minute wait for each other here.
        await transaction.ExecuteAsync("SELECT pg_advisory_xact_lock(hashtextextended('quality ' || @Product, 0))", key, cancellationToken);
        var counted = await transaction.FirstAsync<(string? Minute, string? Day)>(
            """
            SELECT (SELECT counts FROM quality_minutes WHERE product = @Product AND major = @Major AND minute = @Minute),
                (SELECT counts FROM quality_days WHERE product = @Product AND major = @Major AND day = (@CheckedAt AT TIME ZONE 'UTC')::date)
            """,
            key,
            cancellationToken);
        await transaction.ExecuteAsync(
            """
            INSERT INTO quality_minutes (product, major, minute, counts) VALUES (@Product, @Major, @Minute, @CountsOfMinute::jsonb)
            ON CONFLICT (product, major, minute) DO UPDATE SET counts = excluded.counts;

            INSERT INTO quality_days (product, major, day, counts) VALUES (@Product, @Major, (@CheckedAt AT TIME ZONE 'UTC')::date, @CountsOfDay::jsonb)
            ON CONFLICT (product, major, day) DO UPDATE SET counts = excluded.counts;

            INSERT INTO quality_status (product, major, checks, checked_at) VALUES (@Product, @Major, @Checks::jsonb, @CheckedAt)
            ON CONFLICT (product, major) DO UPDATE SET checks = excluded.checks, checked_at = excluded.checked_at
            WHERE quality_status.checked_at <= excluded.checked_at;

            INSERT INTO batches (product, major, checked_at, batch_id, version, row_count, batch_count, duration_ms, snapshot_id)
            VALUES (@Product, @Major, @CheckedAt, @BatchId, @Version, @Rows, @Batches, @DurationMs, @SnapshotId)
            ON CONFLICT (product, major, checked_at, batch_id) DO NOTHING;

            DELETE FROM quality_batches WHERE product = @Product AND reported_at < @Forget
                AND reported_at < (SELECT reported_at FROM quality_batches WHERE product = @Product ORDER BY reported_at DESC OFFSET @MaxReports - 1 LIMIT 1);
            """,
            new
            {
                key.Product,
                key.Major,
                key.Minute,
                CountsOfMinute = Write((counted.Minute is null ? new QualityMinute { Minute = key.Minute } : Read<QualityMinute>(counted.Minute)).With(report)),
                CountsOfDay = Write((counted.Day is null ? new QualityDay { Day = DateOnly.FromDateTime(report.CheckedAt.UtcDateTime) } : Read<QualityDay>(counted.Day)).With(report)),
                Checks = Write(report.Results),
                report.CheckedAt,
                report.BatchId,
                Version = report.Version.ToString(),
                report.Rows,
                report.Batches,
                report.DurationMs,
                report.SnapshotId,
                Forget = now - Repeats,
                MaxReports,
            },
            cancellationToken);
        if (counted.Minute is null)
        {
            await CleanAsync(key.Product, now, transaction, cancellationToken);
        }

        return true;
    }

    private static Task CleanAsync(string product, DateTimeOffset now, NpgsqlTransaction transaction, CancellationToken cancellationToken) => transaction.ExecuteAsync(
        """
        DELETE FROM quality_minutes WHERE product = @Product AND minute < @Drop;

        DELETE FROM quality_days WHERE product = @Product AND day <= (@Drop AT TIME ZONE 'UTC')::date;

        DELETE FROM batches b USING (SELECT DISTINCT major FROM batches WHERE product = @Product) m
        WHERE b.product = @Product AND b.major = m.major
          AND b.checked_at < (SELECT l.checked_at FROM batches l WHERE l.product = @Product AND l.major = m.major ORDER BY l.checked_at DESC OFFSET @LastBatches - 1 LIMIT 1);
        """,
        new { Product = product, Drop = now.AddDays(-Days), LastBatches },
        cancellationToken);

    /// <summary>Notes which products of some domains fail, and how; writes nothing while the same ones fail, and for a catalog that has lost the lease on measuring.</summary>
    /// <param name="holder">The holder of the lease.</param>
    /// <param name="domains">The domains whose services have answered.</param>
    /// <param name="failing">Their products that cannot be published, each with the time since when.</param>
    /// <param name="unfed">Their products whose source fails, each with the time since when.</param>
    /// <param name="uncomputed">Their products a run of whose pipeline failed, each with the time since when.</param>
    /// <param name="cancellationToken">Cancels the note.</param>
    public async Task NoteAsync(
        Guid holder, IReadOnlyCollection<string> domains, IReadOnlyDictionary<ProductMajorVersion, DateTimeOffset> failing, IReadOnlyDictionary<ProductMajorVersion, DateTimeOffset> unfed,
        IReadOnlyDictionary<ProductMajorVersion, DateTimeOffset> uncomputed, CancellationToken cancellationToken)
    {
        await NoteAsync("publishing_failures", holder, domains, failing, cancellationToken);
        await NoteAsync("source_failures", holder, domains, unfed, cancellationToken);
        await NoteAsync("pipeline_failures", holder, domains, uncomputed, cancellationToken);
    }

    private Task NoteAsync(string table, Guid holder, IReadOnlyCollection<string> domains, IReadOnlyDictionary<ProductMajorVersion, DateTimeOffset> failing, CancellationToken cancellationToken) => database.ExecuteAsync(
        $"""
        DELETE FROM {table} p WHERE split_part(p.product, '.', 1) = ANY(@Domains)
            AND EXISTS (SELECT FROM slo_lease WHERE holder = @Holder)
            AND NOT EXISTS (SELECT FROM unnest(@Products, @MajorVersions) AS f(product, major) WHERE f.product = p.product AND f.major = p.major);

        INSERT INTO {table} (product, major, failing_since)
        SELECT f.* FROM unnest(@Products, @MajorVersions, @Since) AS f(product, major, since) LEFT JOIN {table} p USING (product, major)
        WHERE p.failing_since IS DISTINCT FROM f.since AND EXISTS (SELECT FROM slo_lease WHERE holder = @Holder)
        ON CONFLICT (product, major) DO UPDATE SET failing_since = excluded.failing_since;
        """,
        new
        {
            Holder = holder,
            Domains = domains.ToArray(),
            Products = failing.Keys.Select(product => product.Product.ToString()).ToArray(),
            MajorVersions = failing.Keys.Select(product => product.Major).ToArray(),
            Since = failing.Values.Select(since => since.ToUniversalTime()).ToArray(),
        },
        cancellationToken);

    /// <summary>Returns the quality of a major version since a moment.</summary>
    public async Task<ProductQuality> FindAsync(DataProductId product, int major, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var found = await database.FirstAsync<(string? Checks, DateTime? CheckedAt, DateTime? FailingSince, string[]? Minutes)>(
            """
            SELECT s.checks, s.checked_at, f.failing_since,
                (SELECT array_agg(counts::text ORDER BY minute DESC) FROM quality_minutes m WHERE m.product = @Product AND m.major = @Major AND minute >= @Since)
            FROM (VALUES (@Product, @Major)) p(product, major)
            LEFT JOIN quality_status s USING (product, major)
            LEFT JOIN publishing_failures f USING (product, major)
            """,
            new { Product = product.ToString(), Major = major, Since = since },
            cancellationToken);
        return new ProductQuality
        {
            Publishing = Moment(found.FailingSince) is { } failingSince ? new PublishingState(failingSince) : null,
            Product = product,
            Major = major,
            Checks = found.Checks is null ? [] : [.. Read<List<CheckResult>>(found.Checks).Select(result => new CheckStatus(result, new DateTimeOffset(found.CheckedAt!.Value, TimeSpan.Zero)))],
            History = [.. (found.Minutes ?? []).Select(Read<QualityMinute>)],
        };
    }

    /// <summary>Returns the days of a major version, the newest first.</summary>
    public async Task<IReadOnlyList<QualityDay>> DaysAsync(DataProductId product, int major, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var days = await database.QueryAsync<string>(
            "SELECT counts FROM quality_days WHERE product = @Product AND major = @Major AND day > (@After AT TIME ZONE 'UTC')::date ORDER BY day DESC",
            new { Product = product.ToString(), Major = major, After = now.AddDays(-Days) },
            cancellationToken);
        return [.. days.Select(Read<QualityDay>)];
    }

    /// <summary>Returns the last batches of a major version, the newest first.</summary>
    public Task<IReadOnlyList<BatchSummary>> BatchesAsync(DataProductId product, int major, int limit, CancellationToken cancellationToken) => database.QueryAsync<BatchSummary>(
        """
        SELECT batch_id, version, checked_at, row_count AS rows, batch_count AS batches, duration_ms, snapshot_id FROM batches
        WHERE product = @Product AND major = @Major ORDER BY checked_at DESC, batch_id DESC LIMIT @Limit
        """,
        new { Product = product.ToString(), Major = major, Limit = limit },
        cancellationToken);

    /// <summary>Returns the newest minute since a moment in which batches passed a check, and the first one from it on in which some did not; each null where there is none.</summary>
    public async Task<(DateTimeOffset? Passed, DateTimeOffset? Failing)> TurnAsync(DataProductId product, int major, QualityCheck check, DateTimeOffset since, CancellationToken cancellationToken)
    {
        // A month of a check that fails for long has tens of thousands of minutes: they stay in the database.
        var (passed, failing) = await database.FirstAsync<(DateTime? Passed, DateTime? Failing)>(
            """
            WITH tallies AS NOT MATERIALIZED (
                SELECT m.minute, (t->>'passed')::bigint AS passed, (t->>'failed')::bigint + (t->>'broken')::bigint AS failing
                FROM quality_minutes m CROSS JOIN LATERAL jsonb_array_elements(m.counts->'checks') t
                WHERE m.product = @Product AND m.major = @Major AND m.minute >= @Since AND t->'check' = @Check::jsonb
            ), passed AS (
                SELECT minute FROM tallies WHERE passed > 0 ORDER BY minute DESC LIMIT 1
            )
            SELECT (SELECT minute FROM passed), (SELECT minute FROM tallies WHERE failing > 0 AND minute >= coalesce((SELECT minute FROM passed), @Since) ORDER BY minute LIMIT 1)
            """,
            new { Product = product.ToString(), Major = major, Check = Write(check), Since = since },
            cancellationToken);
        return (Moment(passed), Moment(failing));
    }

    private static DateTimeOffset? Moment(DateTime? stored) => stored is { } moment ? new DateTimeOffset(moment, TimeSpan.Zero) : null;

    private static DateTimeOffset MinuteOf(DateTimeOffset moment) => new(moment.UtcTicks - moment.UtcTicks % TimeSpan.TicksPerMinute, TimeSpan.Zero);

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, MeshJson.Options)!;

    private static string Write<T>(T value) => JsonSerializer.Serialize(value, MeshJson.Options);
}
