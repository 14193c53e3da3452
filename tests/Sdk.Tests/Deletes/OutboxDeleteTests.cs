using Dapper;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Quality;
using MeshStarter.Lake.Tables;
using MeshStarter.Sdk.Deletes;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Publishing;
using MeshStarter.Sdk.Quality;
using MeshStarter.Sdk.Tests.Outbox;

namespace MeshStarter.Sdk.Tests.Deletes;

[Trait("Category", "Quick")]
public sealed class OutboxDeleteTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly OwnProduct Placed = new OwnProduct(OrderPlaced.Descriptor, "", "Products/OrderPlaced/data-product.yaml");

    private static readonly DataProductDescriptor FactsDescriptor = OrderPlaced.Descriptor with { Name = DataProductId.Parse("orders.facts"), Key = [] };

    private static readonly DataProductPublisher Facts = new(ProductContract.Of(FactsDescriptor), TimeProvider.System);

    [SkippableFact]
    public async Task Delete_that_is_committed_erases_the_keys_earlier_entries_which_keep_their_ids_and_positions()
    {
        await using var database = await MeshDatabase.SequencedAsync(postgres);
        await EmitAsync(database, OrderPlaced.Publisher, 1, 2);
        await SequencedAsync(database, 2);
        await using (var connection = await database.Source.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await OrderPlaced.Publisher.DeleteAsync(OrderPlaced.Number(1).OrderId, transaction, CancellationToken.None);
            await transaction.RollbackAsync();
        }

        Assert.Equal([2L], await database.QueryAsync<long>("SELECT count(*) FROM mesh.outbox WHERE data IS NOT NULL"));

        await database.CommitAsync(transaction => OrderPlaced.Publisher.DeleteAsync(OrderPlaced.Number(1).OrderId, transaction, CancellationToken.None));

        await SequencedAsync(database, 3);

        var (entries, _) = await new OutboxStore(database.Source).ReadAsync(OrderPlaced.Product, 0, long.MaxValue, 10, CancellationToken.None);
        Assert.Equal([1L, 2L, 3L], entries.Select(entry => entry.Position));
        Assert.Equal((OrderPlaced.Number(1).EventId, null, null, null), (entries[0].EventId, entries[0].Data, entries[0].Key, entries[0].Subject));
        Assert.Equal((OrderPlaced.Number(2).EventId, null), (entries[1].EventId, entries[1].Key));
        Assert.Equal((null, $$"""{"order_id":"{{OrderPlaced.Number(1).OrderId}}"}""", OrderPlaced.Number(1).OrderId.ToString()), (entries[2].Data, entries[2].Key, entries[2].Subject));
        Assert.Equal([2L, 3L], (await new OutboxStore(database.Source).ReadAsync(OrderPlaced.Product, 0, 10, CancellationToken.None)).Select(entry => entry.Position));
    }

    [SkippableFact]
    public async Task Row_goes_by_its_key_also_where_a_text_of_it_has_what_the_databases_json_refuses()
    {
        await using var database = await MeshDatabase.SequencedAsync(postgres);
        await EmitAsync(database, OrderPlaced.Publisher, 1, 2);
        await database.ExecuteAsync("""UPDATE mesh.outbox SET data = left(data, -1) || ',"note":"\u0000\u0000 \\\u0000 \\u0000"}'""");
        await SequencedAsync(database, 2);

        await database.CommitAsync(transaction => OrderPlaced.Publisher.DeleteAsync(OrderPlaced.Number(1).OrderId, transaction, CancellationToken.None));

        Assert.Equal([OrderPlaced.Number(2).EventId], await database.QueryAsync<Guid>("SELECT event_id FROM mesh.outbox WHERE data IS NOT NULL"));
    }

    [SkippableFact]
    public async Task Forgotten_event_that_is_emitted_again_stays_forgotten()
    {
        await using var database = await MeshDatabase.SequencedAsync(postgres);
        await EmitAsync(database, Facts, 1);
        await SequencedAsync(database, 1);

        await DeleteFactAsync(database, 1);
        await EmitAsync(database, Facts, 1);
        await DeleteFactAsync(database, 1);
        await SequencedAsync(database, 2);

        Assert.Equal([2L], await database.QueryAsync<long>("SELECT count(*) FROM mesh.outbox"));
        Assert.Equal([0L], await database.QueryAsync<long>("SELECT count(*) FROM mesh.outbox WHERE data IS NOT NULL"));
    }

    [SkippableFact]
    public async Task Fact_that_is_deleted_before_it_is_emitted_stays_forgotten()
    {
        await using var database = await MeshDatabase.SequencedAsync(postgres);
        await DeleteFactAsync(database, 1);

        await EmitAsync(database, Facts, 1, 2);
        await DeleteFactAsync(database, 1);
        await SequencedAsync(database, 3);

        Assert.Equal([OrderPlaced.Number(2).EventId], await database.QueryAsync<Guid>("SELECT event_id FROM mesh.outbox WHERE data IS NOT NULL"));
        Assert.Equal([1L], await database.QueryAsync<long>("SELECT position FROM mesh.outbox WHERE key IS NOT NULL"));
    }

    [SkippableFact]
    public async Task Fact_whose_emit_ends_after_its_delete_began_is_forgotten()
    {
        await using var database = await MeshDatabase.SequencedAsync(postgres);
        Task deleted;
        await using (var connection = await database.Source.OpenConnectionAsync())
        await using (var emitting = await connection.BeginTransactionAsync())
        {
            await Facts.EmitAsync(OrderPlaced.Number(1), emitting, CancellationToken.None);
            deleted = DeleteFactAsync(database, 1);
            await Eventually.HoldsAsync(async () => deleted.IsCompleted || (await database.QueryAsync<long>("SELECT count(*) FROM pg_locks WHERE NOT granted"))[0] > 0);
            await emitting.CommitAsync();
        }

        await deleted;
        await SequencedAsync(database, 2);
        await new DeleteSweep(database.Source).RunAsync(new OwnProduct(FactsDescriptor, "", "Products/Facts/data-product.yaml"), CancellationToken.None);

        Assert.Equal([0L], await database.QueryAsync<long>("SELECT count(*) FROM mesh.outbox WHERE data IS NOT NULL"));
    }

    [SkippableFact]
    public async Task Delete_with_the_same_id_again_does_nothing()
    {
        var id = Guid.NewGuid();
        await using var database = await MeshDatabase.SequencedAsync(postgres);
        await DeleteAsync();
        await EmitAsync(database, OrderPlaced.Publisher, 1);
        await SequencedAsync(database, 2);

        await DeleteAsync();

        Assert.Equal([OrderPlaced.Number(1).EventId], await database.QueryAsync<Guid>("SELECT event_id FROM mesh.outbox WHERE data IS NOT NULL"));
        Assert.Equal([2L], await database.QueryAsync<long>("SELECT count(*) FROM mesh.outbox"));

        Task DeleteAsync() => database.CommitAsync(transaction => OrderPlaced.Publisher.DeleteAsync(OrderPlaced.Number(1).OrderId, transaction, CancellationToken.None, id));
    }

    [SkippableFact]
    public async Task Row_that_was_emitted_while_the_delete_ran_is_erased_once_the_delete_has_its_position()
    {
        await using var database = await MeshDatabase.SequencedAsync(postgres);
        await using (var connection = await database.Source.OpenConnectionAsync())
        await using (var slow = await connection.BeginTransactionAsync())
        {
            await OrderPlaced.Publisher.DeleteAsync(OrderPlaced.Number(1).OrderId, slow, CancellationToken.None);
            await EmitAsync(database, OrderPlaced.Publisher, 1);
            await SequencedAsync(database, 1);
            await slow.CommitAsync();
        }

        await EmitAsync(database, OrderPlaced.Publisher, 2);
        await SequencedAsync(database, 3);
        Assert.Equal([2L], await database.QueryAsync<long>("SELECT count(*) FROM mesh.outbox WHERE data IS NOT NULL"));

        var sweep = new DeleteSweep(database.Source);
        await sweep.RunAsync(Placed, CancellationToken.None);
        await sweep.RunAsync(Placed, CancellationToken.None);

        Assert.Equal([OrderPlaced.Number(2).EventId], await database.QueryAsync<Guid>("SELECT event_id FROM mesh.outbox WHERE data IS NOT NULL"));
    }

    [SkippableFact]
    public async Task Row_that_is_emitted_after_its_delete_stays()
    {
        await using var database = await MeshDatabase.SequencedAsync(postgres);
        await database.CommitAsync(async transaction =>
        {
            await OrderPlaced.Publisher.DeleteAsync(OrderPlaced.Number(1).OrderId, transaction, CancellationToken.None);
            await OrderPlaced.Publisher.EmitAsync(OrderPlaced.Number(1), transaction, CancellationToken.None);
        });
        await SequencedAsync(database, 2);

        await new DeleteSweep(database.Source).RunAsync(Placed, CancellationToken.None);

        Assert.Equal([OrderPlaced.Number(1).EventId], await database.QueryAsync<Guid>("SELECT event_id FROM mesh.outbox WHERE data IS NOT NULL"));
    }

    [SkippableFact]
    public async Task Delete_empties_the_samples_that_show_the_row_and_no_others()
    {
        await using var database = await MeshDatabase.SequencedAsync(postgres);
        await EmitAsync(database, OrderPlaced.Publisher, 1, 2);
        await SequencedAsync(database, 2);
        await SampleAsync(database, "1-1", 1, "a row of that batch");
        await SampleAsync(database, "2-2", 2, "another row");
        await SampleAsync(database, "whole", null, "the row in a form of the query's own");

        await database.CommitAsync(transaction => OrderPlaced.Publisher.DeleteAsync(OrderPlaced.Number(1).OrderId, transaction, CancellationToken.None));

        Assert.Equal(["[[]]", "[[\"another row\"]]", "[[]]"], await SamplesAsync(database));
    }

    [SkippableFact]
    public async Task Sample_of_a_batch_that_is_quarantined_after_its_row_was_deleted_is_stored_empty()
    {
        await using var database = await MeshDatabase.SequencedAsync(postgres);
        await EmitAsync(database, OrderPlaced.Publisher, 1, 2, 3);
        await SequencedAsync(database, 3);
        await database.CommitAsync(transaction => OrderPlaced.Publisher.DeleteAsync(OrderPlaced.Number(1).OrderId, transaction, CancellationToken.None));
        var store = new QuarantineStore(database.Source, TimeProvider.System);

        await database.CommitAsync(transaction => store.AddAsync(OrderPlaced.Product, 1, 2, Sampled("a row of both"), transaction, CancellationToken.None));
        await database.CommitAsync(transaction => store.AddAsync(OrderPlaced.Product, 3, 3, Sampled("another row"), transaction, CancellationToken.None));

        Assert.Equal(["[[]]", "[[\"another row\"]]"], await SamplesAsync(database));

        await database.CommitAsync(transaction => OrderPlaced.Publisher.DeleteAsync(OrderPlaced.Number(3).OrderId, transaction, CancellationToken.None));
        await store.KeepAsync((await store.ListAsync(OrderPlaced.Product, null, 1, CancellationToken.None))[0], Sampled("another row"), CancellationToken.None);

        Assert.Equal(["[[]]", "[[]]"], await SamplesAsync(database));

        static PublishOutcome Sampled(string row)
        {
            var failed = new CheckFinding(new CheckResult { Check = new NotNullCheck(["status"]), Outcome = CheckOutcome.Failed, FailingRows = 1 }, [row]);
            return new PublishOutcome(Snapshot: null, [failed])
            {
                Rows = 1,
                Report = new BatchReport { BatchId = row, Version = OrderPlaced.Descriptor.Version, CheckedAt = DateTimeOffset.UnixEpoch, Rows = 1, Results = [failed.Result] },
            };
        }
    }

    [SkippableFact]
    public async Task Sample_of_a_batch_that_was_quarantined_while_its_row_was_deleted_is_emptied_once_the_delete_has_its_position()
    {
        await using var database = await MeshDatabase.SequencedAsync(postgres);
        await EmitAsync(database, OrderPlaced.Publisher, 1, 2);
        await SequencedAsync(database, 2);
        await database.CommitAsync(transaction => OrderPlaced.Publisher.DeleteAsync(OrderPlaced.Number(1).OrderId, transaction, CancellationToken.None));
        await SampleAsync(database, "1-1", 1, "the row");
        await SampleAsync(database, "2-2", 2, "another row");
        await SequencedAsync(database, 3);

        await new DeleteSweep(database.Source).RunAsync(Placed, CancellationToken.None);

        Assert.Equal(["[[]]", "[[\"another row\"]]"], await SamplesAsync(database));
    }

    // A prepared statement gets a plan for any number of keys.
    [SkippableFact]
    public async Task Delete_of_many_keys_reads_their_entries_alone_also_by_a_general_plan()
    {
        const int Entries = 50_000, Deletes = 1_000;
        await using var database = await MeshDatabase.CreateAsync(postgres);
        await database.ExecuteAsync($$"""
            INSERT INTO mesh.outbox (product, event_id, subject, occurred_at, data, position)
            SELECT '{{OrderPlaced.Product}}', gen_random_uuid(), n::text, now(), format('{"order_id":"%s"}', n), n FROM generate_series(1, {{Entries}}) AS n;
            INSERT INTO mesh.outbox (product, event_id, subject, occurred_at, data, position)
            SELECT 'orders.other' || n % 20 || '_v1', gen_random_uuid(), n::text, now(), format('{"order_id":"%s"}', n), {{Entries}} + n FROM generate_series(1, {{Entries}}) AS n;
            INSERT INTO mesh.outbox (product, event_id, subject, occurred_at, key, position)
            SELECT '{{OrderPlaced.Product}}', gen_random_uuid(), n::text, now(), format('{"order_id":"%s"}', n), 2 * {{Entries}} + n FROM generate_series(1, {{Deletes}}) AS n;
            ANALYZE mesh.outbox
            """);
        await database.CommitAsync(async transaction =>
        {
            await transaction.Connection!.ExecuteAsync("SET LOCAL plan_cache_mode = force_generic_plan");
            await OutboxErasure.EraseAsync(
                OrderPlaced.Product, false, ["order_id"], [.. Enumerable.Range(1, Deletes).Select(n => ($"{n}", $$"""{"order_id":"{{n}}"}""", (long)Entries + n))], transaction, CancellationToken.None);
            await transaction.Connection!.ExecuteAsync("SELECT pg_stat_force_next_flush()");
        });

        Assert.Equal([(long)Deletes], await database.QueryAsync<long>("SELECT count(*) FROM mesh.outbox WHERE erased_by = 'delete'"));
        await Eventually.HoldsAsync(async () => (await database.QueryAsync<long>("SELECT n_tup_upd FROM pg_stat_user_tables WHERE relname = 'outbox'"))[0] == Deletes);
        var read = (await database.QueryAsync<long>("SELECT sum(seq_tup_read)::bigint + (SELECT sum(idx_tup_read)::bigint FROM pg_stat_user_indexes WHERE relname = 'outbox') FROM pg_stat_user_tables WHERE relname = 'outbox'"))[0];
        Assert.True(read < 10 * Entries, $"{read} entries were read.");
    }

    [SkippableFact]
    public async Task Delete_by_a_number_leaves_the_samples_of_other_batches_that_have_its_digits()
    {
        await using var database = await MeshDatabase.SequencedAsync(postgres);
        var numbered = new DataProductPublisher(
            ProductContract.Of(OrderPlaced.Descriptor with { Schema = [new ColumnDefinition { Name = "number", Type = ColumnType.Parse("INTEGER"), Required = true }], Key = ["number"] }), TimeProvider.System);
        await SampleAsync(database, "1-1", 1, "row 71");
        await SampleAsync(database, "2-2", 2, "row 72, which a query took from the table", """[{"check":{"sql":"SELECT * FROM existing"}}]""");
        await SampleAsync(database, "whole", null, "row 7");

        await database.CommitAsync(transaction => numbered.DeleteAsync(new { number = 7 }, transaction, CancellationToken.None));

        Assert.Equal(["[[\"row 71\"]]", "[[]]", "[[]]"], await SamplesAsync(database));
    }

    [SkippableFact]
    public async Task Key_that_is_not_the_products_is_refused_with_what_is_missing()
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);
        var nameless = new DataProductPublisher(
            ProductContract.Of(OrderPlaced.Descriptor with { Name = DataProductId.Parse("orders.nameless"), Key = [], Schema = [new ColumnDefinition { Name = "a", Type = ColumnType.Parse("INTEGER") }] }), TimeProvider.System);
        var two = new DataProductPublisher(ProductContract.Of(OrderPlaced.Descriptor with { Key = ["order_id", "total"] }), TimeProvider.System);

        Assert.Equal("orders.order_placed: the row breaks the contract: order_id: required: a row is deleted by order_id.", await RefusedAsync(database, OrderPlaced.Publisher, new { id = 1 }));
        Assert.Equal("orders.order_placed: the row breaks the contract: total: required: a row is deleted by order_id, total.", await RefusedAsync(database, two, new { order_id = Guid.NewGuid() }));
        Assert.StartsWith("orders.order_placed: the row breaks the contract: order_id: ", await RefusedAsync(database, OrderPlaced.Publisher, "no id"), StringComparison.Ordinal);
        Assert.StartsWith("orders.nameless: no row can be deleted, because none has a name", await RefusedAsync(database, nameless, 1), StringComparison.Ordinal);
        Assert.Empty(await database.QueryAsync<long>("SELECT id FROM mesh.outbox"));
    }

    [SkippableFact]
    public async Task Row_itself_names_what_is_deleted()
    {
        await using var database = await MeshDatabase.SequencedAsync(postgres);

        await database.CommitAsync(transaction => OrderPlaced.Publisher.DeleteAllAsync([OrderPlaced.Number(1), OrderPlaced.Number(1), OrderPlaced.Number(2)], transaction, CancellationToken.None));
        await SequencedAsync(database, 2);

        Assert.Equal(
            [$$"""{"order_id":"{{OrderPlaced.Number(1).OrderId}}"}""", $$"""{"order_id":"{{OrderPlaced.Number(2).OrderId}}"}"""],
            await database.QueryAsync<string>("SELECT key FROM mesh.outbox ORDER BY position"));
    }

    private static async Task<string> RefusedAsync<T>(MeshDatabase database, DataProductPublisher publisher, T key)
    {
        var message = "";
        await database.CommitAsync(async transaction =>
            message = (await Assert.ThrowsAsync<ContractViolationException>(() => publisher.DeleteAsync(key, transaction, CancellationToken.None))).Message);
        return message;
    }

    private static Task DeleteFactAsync(MeshDatabase database, int number) =>
        database.CommitAsync(transaction => Facts.DeleteAsync(OrderPlaced.Number(number).EventId, transaction, CancellationToken.None));

    private static Task EmitAsync(MeshDatabase database, DataProductPublisher publisher, params int[] numbers) =>
        database.CommitAsync(transaction => publisher.EmitAllAsync([.. numbers.Select(OrderPlaced.Number)], transaction, CancellationToken.None));

    private static Task SampleAsync(MeshDatabase database, string batch, long? position, string row, string results = "[{}]") => database.CommitAsync(transaction => transaction.Connection!.ExecuteAsync(
        """
        INSERT INTO mesh.quarantine (product, version, batch_id, first_position, last_position, rows, results, samples, quarantined_at)
        VALUES (@Product, '1.0.0', @Batch, @Position, @Position, 1, @Results::jsonb, jsonb_build_array(jsonb_build_array(@Row)), now())
        """,
        new { Product = OrderPlaced.Product.ToString(), Batch = batch, Position = position, Row = row, Results = results },
        transaction));

    private static Task<IReadOnlyList<string>> SamplesAsync(MeshDatabase database) => database.QueryAsync<string>("SELECT samples::text FROM mesh.quarantine ORDER BY id");

    private static Task SequencedAsync(MeshDatabase database, long count) =>
        Eventually.HoldsAsync(async () => (await database.QueryAsync<long>("SELECT count(*) FROM mesh.outbox WHERE position IS NOT NULL"))[0] == count);
}
