using MeshStarter.Catalog.Tests.Slo;

namespace MeshStarter.Catalog.Tests.Lineage;

/// <summary>The indexes of stored runs: each publish updates a row.</summary>
public sealed class RunIndexTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [SkippableFact]
    public async Task Further_run_of_a_minute_changes_no_index()
    {
        await using var catalog = await MeasuringCatalog.StartAsync(postgres);

        var updated = await catalog.QueryAsync<long>(
            """
            INSERT INTO lineage_runs (run_id, job_namespace, job_name, state, ended_at, told_at, runs, facets, inputs, outputs)
            VALUES (gen_random_uuid(), 'mesh', 'orders.orders.publish', 'COMPLETE', '2026-01-30 12:00:10+00', '2026-01-30 12:00:11+00', 1, '{}', '{}', '{}');
            UPDATE lineage_runs SET ended_at = ended_at + interval '20 seconds', told_at = told_at + interval '20 seconds', runs = 2;
            SELECT pg_stat_get_xact_tuples_hot_updated('lineage_runs'::regclass);
            """);

        Assert.Equal([1L], updated);
    }
}
