using MeshStarter.Platform.Products.Database;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Slo;

/// <summary>Adds measurements of more than three days ago up by day, and deletes those from before the window of 30 days.</summary>
internal sealed class SloCleanup(NpgsqlDataSource database, RecurringRuns runs, ILogger<SloCleanup> logger) : RecurringCleanup("service levels", TimeSpan.FromHours(1), runs, logger)
{
    // The longest window of an alert.
    private static readonly TimeSpan Detailed = TimeSpan.FromDays(3);

    public override Task CleanAsync(DateTimeOffset now, CancellationToken cancellationToken) => database.ExecuteAsync(
        """
        WITH past_periods AS (
            DELETE FROM slo_periods WHERE ended_at < @Detailed RETURNING *
        ), past_counts AS (
            DELETE FROM slo_counts WHERE began_at < @Detailed RETURNING *
        ), parts AS (
            SELECT product, major, objective, day::date AS day, is_kept,
                extract(epoch FROM least(ended_at AT TIME ZONE 'UTC', day + interval '1 day') - greatest(began_at AT TIME ZONE 'UTC', day))::double precision AS seconds
            FROM past_periods CROSS JOIN LATERAL generate_series(date_trunc('day', began_at AT TIME ZONE 'UTC'), ended_at AT TIME ZONE 'UTC', interval '1 day') AS day
        ), sums AS (
            SELECT product, major, objective, day, sum(good) AS good, sum(bad) AS bad
            FROM (
                SELECT product, major, objective, day, CASE WHEN is_kept THEN seconds ELSE 0 END AS good, CASE WHEN is_kept THEN 0 ELSE seconds END AS bad FROM parts
                UNION ALL
                SELECT product, major, objective, (began_at AT TIME ZONE 'UTC')::date, good, bad FROM past_counts) AS all_parts
            GROUP BY product, major, objective, day
        )
        INSERT INTO slo_days AS known (product, major, objective, day, good, bad) SELECT * FROM sums
        ON CONFLICT (product, major, objective, day) DO UPDATE SET good = known.good + excluded.good, bad = known.bad + excluded.bad;

        DELETE FROM slo_days WHERE day < (@Window AT TIME ZONE 'UTC')::date;

        DELETE FROM slo_state_changes c WHERE since < @Window
            AND EXISTS (SELECT FROM slo_state_changes later WHERE later.product = c.product AND later.major = c.major AND later.objective = c.objective AND later.since > c.since AND later.since <= @Window);
        """,
        new { Detailed = now - Detailed, Window = now - ErrorBudget.Window },
        cancellationToken);
}
