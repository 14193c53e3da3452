using Dapper;
using MeshStarter.Catalog.Lineage;
using MeshStarter.Catalog.Tests.Slo;
using MeshStarter.Platform.Products.Database;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace MeshStarter.Catalog.Tests.Lineage;

/// <summary>The end of runs whose time is over, such as those that an upgrade finds.</summary>
public sealed class LineageCleanupTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [SkippableFact]
    public async Task Backlog_of_runs_is_deleted_in_steps_that_wait_for_no_event()
    {
        await using var database = NpgsqlDataSource.Create(await MeasuringCatalog.DatabaseAsync(postgres));
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            INSERT INTO lineage_runs (run_id, job_namespace, job_name, state, ended_at, told_at, runs, facets, inputs, outputs)
            SELECT gen_random_uuid(), 'mesh', 'orders.orders.publish', 'COMPLETE', told_at, told_at, 1, '{}', '{}', '{}'
            FROM (SELECT @Now - interval '29 days' - n * interval '1 day' AS told_at FROM generate_series(1, 20003) n) times;
            CREATE TABLE steps (deleted bigint);
            CREATE FUNCTION count_step() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO steps SELECT count(*) FROM old_runs; RETURN NULL; END $$;
            CREATE TRIGGER count_step AFTER DELETE ON lineage_runs REFERENCING OLD TABLE AS old_runs FOR EACH STATEMENT EXECUTE FUNCTION count_step();
            """,
            new { Now });
        await using var lockingEvent = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("UPDATE lineage_runs SET told_at = @Now WHERE told_minute = (SELECT min(told_minute) FROM lineage_runs)", new { Now }, lockingEvent);

        await new LineageCleanup(database, new RecurringRuns(database, TimeProvider.System), NullLogger<LineageCleanup>.Instance).CleanAsync(Now, CancellationToken.None);
        await lockingEvent.CommitAsync();

        Assert.Equal([10_000L, 10_000L, 1L], await connection.QueryAsync<long>("SELECT deleted FROM steps"));
        Assert.Equal([Now.AddDays(-30).UtcDateTime, Now.UtcDateTime], await connection.QueryAsync<DateTime>("SELECT told_at FROM lineage_runs ORDER BY told_at"));
    }

    [SkippableFact]
    public async Task Clean_up_that_fails_is_logged_with_its_reason_and_does_not_end_its_service()
    {
        await using var database = NpgsqlDataSource.Create(await MeasuringCatalog.DatabaseAsync(postgres));
        await using var connection = database.CreateConnection();
        await connection.ExecuteAsync("DROP TABLE lineage_runs");
        using var log = new CapturedLog();
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(log));
        using var cleanup = new LineageCleanup(database, new RecurringRuns(database, TimeProvider.System), logs.CreateLogger<LineageCleanup>());
        await cleanup.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync(() => log.Lines.Count > 0);

        Assert.False(cleanup.ExecuteTask!.IsCompleted);
        Assert.Matches("^The clean-up of lineage waits for .*lineage_runs", Assert.Single(log.Lines).Text);
        await cleanup.StopAsync(CancellationToken.None);
    }
}
