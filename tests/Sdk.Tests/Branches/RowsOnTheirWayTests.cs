using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Branches;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Tests.Branches;

public sealed class RowsOnTheirWayTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const int Emitted = 4_000;
    private const int Others = 2_000;
    private const string Product = "checked.orders_v1";

    // The server has no statistics of rows that are a moment old.
    [SkippableFact]
    public async Task Rows_that_others_emitted_are_read_a_few_times_and_not_once_more_for_each_row_of_a_branch()
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);
        await database.ExecuteAsync($"""
            INSERT INTO mesh.outbox (product, event_id, subject, occurred_at, data, position)
            SELECT '{Product}', gen_random_uuid(), 'old ' || n, now(), '[]', n FROM generate_series(1, 10) AS n;
            ANALYZE mesh.outbox;
            INSERT INTO mesh.outbox (product, event_id, subject, occurred_at, data, position)
            SELECT '{Product}', gen_random_uuid(), CASE WHEN n > 3 THEN 'other ' END || n, now(), '[]', 10 + n FROM generate_series(1, {Others}) AS n;
            INSERT INTO mesh.outbox (product, event_id, subject, occurred_at, data)
            SELECT '{Product}', gen_random_uuid(), CASE WHEN n > 2 THEN 'another ' || n ELSE 'own ' || n END, now(), '[]' FROM generate_series(1, {Others}) AS n;
            """);

        await database.CommitAsync(async transaction =>
        {
            await transaction.ExecuteAsync(
                $"INSERT INTO mesh.outbox (product, event_id, subject, occurred_at, data) SELECT '{Product}', gen_random_uuid(), 'own ' || n, now(), format('{{\"order_id\":%s}}', n / 2) FROM generate_series(1, {Emitted}) AS n", null, CancellationToken.None);
            var before = await ReadAsync(transaction);

            Assert.Equal(2, await RowsOnTheirWay.CountAsync(new ProductMajorVersion(DataProductId.Parse("checked.orders"), 1), 10, transaction, CancellationToken.None));
            var counted = await ReadAsync(transaction);
            Assert.Equal(Emitted - 2, await RowsOnTheirWay.CountRepeatedAsync(new ProductMajorVersion(DataProductId.Parse("checked.orders"), 1), ["order_id"], transaction, CancellationToken.None));
            var repeated = await ReadAsync(transaction);

            Assert.InRange(counted - before, Emitted + (2 * Others), 5 * (Emitted + (2 * Others)));
            Assert.InRange(repeated - counted, Emitted, 5 * (Emitted + (2 * Others)));
        });
    }

    private static Task<long> ReadAsync(NpgsqlTransaction transaction) => transaction.FirstAsync<long>(
        "SELECT (pg_stat_get_xact_tuples_returned('mesh.outbox'::regclass) + sum(pg_stat_get_xact_tuples_returned(indexrelid)))::bigint FROM pg_index WHERE indrelid = 'mesh.outbox'::regclass", null, CancellationToken.None);
}
