using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Slo;

/// <summary>Stores the measurements of service levels.</summary>
internal sealed class SloStore(NpgsqlDataSource database)
{
    /// <summary>The time between two measurements.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    // After a longer silence a measurement says nothing of the time before it.
    private static readonly TimeSpan Gap = TimeSpan.FromSeconds(90);

    // The end of a period is written once a minute while nothing changes.
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(50);

    private static readonly TimeSpan CountLength = TimeSpan.FromMinutes(5);

    /// <summary>Adds measurements of a moment: each is of the time since the measurement before.</summary>
    public Task RecordAsync(IReadOnlyCollection<Measured> measurements, DateTimeOffset now, CancellationToken cancellationToken) => database.ExecuteAsync(
        """
        WITH measured AS (
            SELECT m.*, p.began_at, p.ended_at, p.is_kept AS was_kept, p.ended_at >= @Now - @Gap AS continues
            FROM unnest(@Products, @MajorVersions, @Objectives, @Kept, @Values, @Reasons) AS m(product, major, objective, is_kept, value, reason)
            LEFT JOIN LATERAL (
                SELECT began_at, ended_at, is_kept FROM slo_periods p
                WHERE p.product = m.product AND p.major = m.major AND p.objective = m.objective
                ORDER BY began_at DESC LIMIT 1) p ON true
        ), ended AS (
            UPDATE slo_periods p SET
                ended_at = CASE WHEN m.is_kept = m.was_kept THEN @Now ELSE greatest(m.ended_at, @Now - @Interval) END,
                value = CASE WHEN m.is_kept = m.was_kept THEN m.value ELSE p.value END,
                reason = CASE WHEN m.is_kept = m.was_kept THEN m.reason ELSE p.reason END
            FROM measured m
            WHERE p.product = m.product AND p.major = m.major AND p.objective = m.objective AND p.began_at = m.began_at
                AND m.continues AND (m.is_kept <> m.was_kept OR NOT m.is_kept OR m.ended_at <= @Now - @Lag)
        )
        INSERT INTO slo_periods (product, major, objective, began_at, ended_at, is_kept, value, reason)
        SELECT product, major, objective, CASE WHEN continues THEN greatest(ended_at, @Now - @Interval) ELSE @Now - @Interval END, @Now, is_kept, value, reason
        FROM measured
        WHERE continues IS NOT TRUE OR is_kept <> was_kept
        ON CONFLICT (product, major, objective, began_at) DO UPDATE SET ended_at = excluded.ended_at, is_kept = excluded.is_kept, value = excluded.value, reason = excluded.reason
        """,
        new
        {
            Products = measurements.Select(measured => measured.Key.Product.Product.ToString()).ToArray(),
            MajorVersions = measurements.Select(measured => measured.Key.Product.Major).ToArray(),
            Objectives = measurements.Select(measured => WireNames.Of(measured.Key.Objective)).ToArray(),
            Kept = measurements.Select(measured => measured.IsKept).ToArray(),
            Values = measurements.Select(measured => measured.Value).ToArray(),
            Reasons = measurements.Select(measured => measured.Reason).ToArray(),
            Now = now,
            Gap,
            Lag,
            Interval,
        },
        cancellationToken);

    /// <summary>Counts rows or batches of a publish, if the transaction commits.</summary>
    public static Task CountAsync(SloKey key, long good, long bad, DateTimeOffset now, NpgsqlTransaction transaction, CancellationToken cancellationToken) => transaction.ExecuteAsync(
        // The first of five minutes begins them: nothing was measured before. Two at once may be a row each.
        """
        INSERT INTO slo_counts AS known (product, major, objective, began_at, good, bad)
        SELECT @Product, @Major, @Objective, coalesce(
            (SELECT min(began_at) FROM slo_counts WHERE product = @Product AND major = @Major AND objective = @Objective AND began_at >= @From AND began_at < @From + @CountLength), @At), @Good, @Bad
        ON CONFLICT (product, major, objective, began_at) DO UPDATE SET good = known.good + excluded.good, bad = known.bad + excluded.bad
        """,
        new
        {
            Product = key.Product.Product.ToString(),
            key.Product.Major,
            Objective = WireNames.Of(key.Objective),
            From = new DateTimeOffset(now.UtcTicks - now.UtcTicks % CountLength.Ticks, TimeSpan.Zero),
            At = now.ToUniversalTime(),
            CountLength,
            Good = good,
            Bad = bad,
        },
        cancellationToken);

    /// <summary>Returns what was measured in the last 30 days, of one product or of all.</summary>
    public async Task<IReadOnlyDictionary<SloKey, SloPast>> PastAsync(ProductMajorVersion? product, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync<PastRow>(
            """
            SELECT product, major, objective, began_at AS BeganAt, ended_at AS EndedAt,
                CASE WHEN is_kept THEN extract(epoch FROM ended_at - began_at)::double precision ELSE 0 END AS Good,
                CASE WHEN is_kept THEN 0 ELSE extract(epoch FROM ended_at - began_at)::double precision END AS Bad,
                value, reason
            FROM slo_periods WHERE ended_at > @Since AND (@Product::text IS NULL OR (product = @Product AND major = @Major))
            UNION ALL
            SELECT product, major, objective, began_at, least(date_bin(@CountLength, began_at, @Epoch) + @CountLength, greatest(@Now, began_at + interval '1 second')), good::double precision, bad::double precision, NULL, NULL
            FROM slo_counts WHERE began_at > @Since AND (@Product::text IS NULL OR (product = @Product AND major = @Major))
            UNION ALL
            SELECT product, major, objective, day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC', good, bad, NULL, NULL
            FROM slo_days WHERE day > (@Since AT TIME ZONE 'UTC')::date AND (@Product::text IS NULL OR (product = @Product AND major = @Major))
            """,
            new { Now = now, Since = now - ErrorBudget.Window, CountLength, Epoch = DateTimeOffset.UnixEpoch, Product = product?.Product.ToString(), product?.Major },
            cancellationToken);
        return rows.GroupBy(row => row.Key()).ToDictionary(group => group.Key, group => PastOf([.. group]));
    }

    private static SloPast PastOf(IReadOnlyList<PastRow> rows)
    {
        var last = rows.MaxBy(row => row.Until)!;
        var isKept = last.Bad == 0;
        return new SloPast(
            [.. rows.Select(row => new SloSlice(row.From, row.Until, row.Good, row.Bad))],
            last.Value is null && last.Good + last.Bad == 0 ? null : new SloMeasurement(last.Until, isKept, last.Value ?? last.Good / (last.Good + last.Bad), last.Reason),
            last.From);
    }

    private sealed record PastRow(string Product, int Major, string Objective, DateTime BeganAt, DateTime EndedAt, double Good, double Bad, double? Value, string? Reason)
    {
        public DateTimeOffset From => new(BeganAt, TimeSpan.Zero);

        public DateTimeOffset Until => new(EndedAt, TimeSpan.Zero);

        public SloKey Key() => new(
            new ProductMajorVersion(DataProductId.Parse(Product), Major),
            WireNames.Parse<SloObjective>(Objective));
    }
}
