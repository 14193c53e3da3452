using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Rows;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Avro.Schemas;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Publishing;
using Npgsql;

namespace MeshStarter.Sdk.Tests.Outbox;

[Trait("Category", "Quick")]
public sealed class OutboxTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    // Those of this database alone: others are on the server too.
    private const string AdvisoryLocks = "locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

    [SkippableFact]
    public async Task Committed_rows_get_positions_in_their_order_once_and_in_canonical_form()
    {
        await using var database = await MeshDatabase.SequencedAsync(postgres);
        await database.CommitAsync(transaction => OrderPlaced.Publisher.EmitAllAsync([.. Enumerable.Range(1, 100).Select(OrderPlaced.Number), OrderPlaced.Number(1)], transaction, CancellationToken.None));
        await database.CommitAsync(transaction => OrderPlaced.Publisher.EmitAllAsync([OrderPlaced.Number(1), OrderPlaced.Number(101)], transaction, CancellationToken.None));

        var events = await ReadAsync(database, count: 101);

        Assert.Equal(Enumerable.Range(1, 101).Select(number => ((long)number, OrderPlaced.Number(number).EventId)), events.Select(entry => (entry.Position, entry.EventId)));
        Assert.Equal([101L], await database.QueryAsync<long>("SELECT count(*) FROM mesh.outbox"));
        var row = OrderPlaced.Number(7);
        Assert.Equal(
            new OutboxEvent(
                7, row.EventId, row.OrderId.ToString(), row.OccurredAt.ToUniversalTime(),
                $$"""{"event_id":"{{row.EventId}}","order_id":"{{row.OrderId}}","total":"7.00","occurred_at":"2026-01-31T15:30:00Z"}""",
                AvroFingerprint.UniqueName(AvroSchemas.FromDescriptor(OrderPlaced.Descriptor))),
            events[6]);
    }

    [SkippableFact]
    public async Task Transaction_that_commits_later_comes_later_however_early_it_emitted()
    {
        await using var database = await MeshDatabase.SequencedAsync(postgres);
        await using var connection = await database.Source.OpenConnectionAsync();
        await using var slow = await connection.BeginTransactionAsync();
        await OrderPlaced.Publisher.EmitAsync(OrderPlaced.Number(1), slow, CancellationToken.None);

        await database.CommitAsync(transaction => OrderPlaced.Publisher.EmitAsync(OrderPlaced.Number(2), transaction, CancellationToken.None));
        var before = await ReadAsync(database, count: 1);
        await slow.CommitAsync();

        Assert.Equal([OrderPlaced.Number(2).EventId], before.Select(entry => entry.EventId));
        var after = await ReadAsync(database, count: 2);
        Assert.Equal([OrderPlaced.Number(2).EventId, OrderPlaced.Number(1).EventId], after.Select(entry => entry.EventId));
    }

    [SkippableFact]
    public async Task Rows_that_wait_together_get_positions_in_the_order_of_their_commits()
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);
        await EmitInterleavedAsync(database);
        await using var sequencer = await RunningSequencer.StartAsync(database);

        Assert.Equal([2, 4, 3, 1, 5], (await ReadAsync(database, count: 5)).Select(NumberOf));
    }

    [SkippableFact]
    public async Task Database_without_commit_times_is_warned_of_once_and_rows_come_as_they_were_emitted_until_it_keeps_them()
    {
        await using var other = new ServerWithoutCommitTimes();
        await other.InitializeAsync();
        await using var database = await MeshDatabase.CreateAsync(other);
        await EmitInterleavedAsync(database);
        var log = new LogLines<OutboxSequencer>();
        using var sequencer = new OutboxSequencer(database.Source, new OutboxSignal(), new PipelineSignal(), TimeProvider.System, log);
        await sequencer.StartAsync(CancellationToken.None);

        Assert.Equal([1, 2, 3, 4, 5], (await ReadAsync(database, count: 5)).Select(NumberOf));
        await database.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE {AdvisoryLocks}");
        await database.CommitAsync(transaction => OrderPlaced.Publisher.EmitAsync(OrderPlaced.Number(6), transaction, CancellationToken.None));
        await ReadAsync(database, count: 6);
        Assert.Single(log, line => line.Contains("track_commit_timestamp = on", StringComparison.Ordinal));
        await sequencer.StopAsync(CancellationToken.None);

        await other.RestartAsync(keepsCommitTimes: true);
        database.Source.Clear();
        await EmitInterleavedAsync(database, first: 7);
        await sequencer.StartAsync(CancellationToken.None);

        Assert.Equal([8, 10, 9, 7, 11], (await ReadAsync(database, count: 11)).Skip(6).Select(NumberOf));
        await sequencer.StopAsync(CancellationToken.None);
    }

    // States of one order: what was committed last is its state.
    private static async Task EmitInterleavedAsync(MeshDatabase database, int first = 1)
    {
        await using var earliest = await database.Source.OpenConnectionAsync();
        await using var third = await database.Source.OpenConnectionAsync();
        await using var emitsFirst = await earliest.BeginTransactionAsync();
        await EmitAsync(first, emitsFirst);
        await database.CommitAsync(transaction => EmitAsync(first + 1, transaction));
        await using (var emitsThird = await third.BeginTransactionAsync())
        {
            await emitsThird.SaveAsync("part");
            await EmitAsync(first + 2, emitsThird);
            await emitsThird.ReleaseAsync("part");
            await database.CommitAsync(transaction => EmitAsync(first + 3, transaction));
            await emitsThird.CommitAsync();
        }

        await emitsFirst.CommitAsync();
        await database.CommitAsync(transaction => EmitAsync(first + 4, transaction));

        static Task EmitAsync(int number, NpgsqlTransaction transaction) =>
            OrderPlaced.Publisher.EmitAsync(OrderPlaced.Number(number) with { OrderId = StableId.Of("order") }, transaction, CancellationToken.None);
    }

    private static int NumberOf(OutboxEvent entry) => Enumerable.Range(1, 11).Single(number => OrderPlaced.Number(number).EventId == entry.EventId);

    [SkippableFact]
    public async Task Reader_that_keeps_the_last_position_misses_nothing_of_many_emitters()
    {
        const int Emitters = 8;
        const int Each = 40;
        await using var database = await MeshDatabase.SequencedAsync(postgres);
        await using var second = await RunningSequencer.StartAsync(database);
        var store = new OutboxStore(database.Source);
        List<long> read = [];
        var emitting = Task.WhenAll(Enumerable.Range(0, Emitters).Select(emitter => Task.Run(() => EmitAsync(database, emitter, Each))));

        while (!emitting.IsCompleted || (await database.QueryAsync<long>("SELECT count(*) FROM mesh.outbox WHERE position IS NULL"))[0] > 0 || await MoreAsync())
        {
            read.AddRange((await store.ReadAsync(OrderPlaced.Product, read.LastOrDefault(), 7, CancellationToken.None)).Select(entry => entry.Position));
        }

        await emitting;
        // One of every four transactions is rolled back; each emits two rows.
        Assert.Equal(Enumerable.Range(1, Emitters * Each * 3 / 4 * 2).Select(position => (long)position), read);

        async Task<bool> MoreAsync() => await store.LastPositionAsync(OrderPlaced.Product, CancellationToken.None) > read.LastOrDefault();
    }

    [SkippableFact]
    public async Task Two_sequencers_alternate()
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);
        await using var first = await RunningSequencer.StartAsync(database);
        await Eventually.HoldsAsync(async () => (await LeadersAsync(database)).Count == 1);
        await using var second = await RunningSequencer.StartAsync(database);
        await database.CommitAsync(transaction => OrderPlaced.Publisher.EmitAsync(OrderPlaced.Number(1), transaction, CancellationToken.None));
        await ReadAsync(database, count: 1);
        var leader = Assert.Single(await LeadersAsync(database));

        await first.DisposeAsync();
        await database.CommitAsync(transaction => OrderPlaced.Publisher.EmitAsync(OrderPlaced.Number(2), transaction, CancellationToken.None));

        Assert.Equal([1L, 2L], (await ReadAsync(database, count: 2)).Select(entry => entry.Position));
        Assert.NotEqual(leader, Assert.Single(await LeadersAsync(database)));
    }

    [SkippableFact]
    public async Task Sequencer_whose_connection_is_cut_goes_on()
    {
        await using var database = await MeshDatabase.SequencedAsync(postgres);
        await Eventually.HoldsAsync(async () => (await LeadersAsync(database)).Count == 1);

        await database.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE {AdvisoryLocks}");
        await database.CommitAsync(transaction => OrderPlaced.Publisher.EmitAsync(OrderPlaced.Number(1), transaction, CancellationToken.None));

        Assert.Equal([1L], (await ReadAsync(database, count: 1)).Select(entry => entry.Position));
    }

    [SkippableFact]
    public async Task Sequencers_wake_who_waits_also_where_another_process_sequenced()
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);
        await using var leader = await RunningSequencer.StartAsync(database);
        await Eventually.HoldsAsync(async () => (await LeadersAsync(database)).Count == 1);
        await using var follower = await RunningSequencer.StartAsync(database);
        // It listens before it waits for the leader's place.
        await Eventually.HoldsAsync(async () => (await database.QueryAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_terminate_backend(pid) FROM pg_locks JOIN%' AND datname = current_database() AND pid <> pg_backend_pid()"))[0] == 1);
        var woken = follower.Signal.Next;

        await database.CommitAsync(transaction => OrderPlaced.Publisher.EmitAsync(OrderPlaced.Number(1), transaction, CancellationToken.None));

        await woken.WaitAsync(TimeSpan.FromMinutes(2));
    }

    [SkippableTheory]
    [InlineData(typeof(TimeoutException))]
    [InlineData(typeof(TaskCanceledException))]
    public async Task Connection_that_is_not_made_in_time_ends_no_sequencer(Type failure)
    {
        var connection = await MeshDatabase.ConnectionAsync(postgres);
        await using var database = new MeshDatabase(NpgsqlDataSource.Create(connection));
        var opened = 0;
        // As the driver fails while the names of hosts are not resolved.
        var source = new NpgsqlDataSourceBuilder(connection);
        source.UsePhysicalConnectionInitializer(
            _ => throw new NotSupportedException(), _ => Interlocked.Increment(ref opened) == 1 ? Task.FromException((Exception)Activator.CreateInstance(failure)!) : Task.CompletedTask);
        await using var slow = new MeshDatabase(source.Build());
        await using var sequencer = await RunningSequencer.StartAsync(slow);

        await database.CommitAsync(transaction => OrderPlaced.Publisher.EmitAsync(OrderPlaced.Number(1), transaction, CancellationToken.None));

        Assert.Single(await ReadAsync(database, count: 1));
    }

    [SkippableFact]
    public async Task Sequencer_gives_an_order_that_took_too_long_more_time_until_it_is_answered()
    {
        var connection = await MeshDatabase.ConnectionAsync(postgres);
        await using var database = new MeshDatabase(NpgsqlDataSource.Create(connection));
        await using var impatient = new MeshDatabase(NpgsqlDataSource.Create(connection + ";Command Timeout=1"));
        await using var locking = await database.Source.OpenConnectionAsync();
        var transaction = await LockAsync();

        await using var sequencer = await RunningSequencer.StartAsync(impatient);

        await Eventually.HoldsAsync(async () => (await database.QueryAsync<bool>(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND clock_timestamp() - query_start > interval '3 seconds')"))[0]);

        await transaction.RollbackAsync();
        await EmitAsync(database, emitter: 1, transactions: 1);
        await ReadAsync(database, count: 2);
        transaction = await LockAsync();
        await database.QueryAsync<string>("SELECT pg_notify('mesh_emitted', '')::text");
        IReadOnlyList<DateTime> first = [];
        await Eventually.HoldsAsync(async () => (first = await TriesAsync()).Count > 0);
        // Longer than the sequencer's first try of a second, and shorter than one of four seconds, which it had come to before.
        await using var rival = new MeshDatabase(NpgsqlDataSource.Create(connection + ";Command Timeout=3"));
        var late = await Assert.ThrowsAnyAsync<NpgsqlException>(() => rival.QueryAsync<long>("SELECT count(*) FROM mesh.outbox"));
        Assert.IsType<TimeoutException>(late.InnerException);
        Assert.DoesNotContain(first[0], await TriesAsync());
        await transaction.RollbackAsync();

        Task<IReadOnlyList<DateTime>> TriesAsync() =>
            database.QueryAsync<DateTime>("SELECT query_start FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");

        async Task<NpgsqlTransaction> LockAsync()
        {
            var begun = await locking.BeginTransactionAsync();
            await using var command = new NpgsqlCommand("LOCK TABLE mesh.outbox", locking);
            await command.ExecuteNonQueryAsync();
            return begun;
        }
    }

    [SkippableFact]
    public async Task Row_that_breaks_the_contract_is_not_emitted_and_the_transaction_goes_on()
    {
        await using var database = await MeshDatabase.SequencedAsync(postgres);

        await database.CommitAsync(async transaction =>
        {
            var refused = await Assert.ThrowsAsync<ContractViolationException>(() => OrderPlaced.Publisher.EmitAllAsync(
                [OrderPlaced.Number(1), OrderPlaced.Number(2) with { Total = 0.001m }], transaction, CancellationToken.None));
            Assert.Equal([("total", "range")], refused.Violations.Select(violation => (violation.Path, violation.Rule)));
            Assert.DoesNotContain("0.001", refused.Message, StringComparison.Ordinal);
            await OrderPlaced.Publisher.EmitAsync(OrderPlaced.Number(3), transaction, CancellationToken.None);
        });

        Assert.Equal([OrderPlaced.Number(3).EventId], (await ReadAsync(database, count: 1)).Select(entry => entry.EventId));
    }

    [SkippableFact]
    public async Task Products_of_one_domain_are_read_apart()
    {
        await using var database = await MeshDatabase.SequencedAsync(postgres);
        var other = new DataProductPublisher(
            ProductContract.Of(OrderPlaced.Descriptor with { Name = DataProductId.Parse("orders.other"), Schema = [new ColumnDefinition { Name = "a", Type = ColumnType.Parse("INTEGER") }], Key = [] }), TimeProvider.System);

        await database.CommitAsync(async transaction =>
        {
            await other.EmitAsync(new { a = 1 }, transaction, CancellationToken.None);
            await OrderPlaced.Publisher.EmitAsync(OrderPlaced.Number(1), transaction, CancellationToken.None);
            await other.EmitAsync(new { a = 1 }, transaction, CancellationToken.None);
        });

        Assert.Equal([2L], (await ReadAsync(database, count: 1)).Select(entry => entry.Position));
        var store = new OutboxStore(database.Source);
        await Eventually.HoldsAsync(async () => await store.LastPositionAsync(new ProductMajorVersion(DataProductId.Parse("orders.other"), 1), CancellationToken.None) == 3);
        var rows = await store.ReadAsync(new ProductMajorVersion(DataProductId.Parse("orders.other"), 1), 0, 10, CancellationToken.None);
        Assert.Equal([(1L, null, """{"a":1}"""), (3L, null, """{"a":1}""")], rows.Select(entry => (entry.Position, entry.Subject, entry.Data)));

        // A feed knows what it returned, and nothing of the positions between.
        foreach (var (last, isKnown) in new (FeedPosition?, bool)[]
        {
            (null, true), (new(1, rows[0].EventId), true), (new(2, OrderPlaced.Number(1).EventId), false), (new(3, rows[0].EventId), false), (new(3, rows[1].EventId), true), (new(4, Guid.NewGuid()), false),
        })
        {
            Assert.Equal((isKnown, null), await store.FindAsync(new ProductMajorVersion(DataProductId.Parse("orders.other"), 1), last, (given, own) => given == own, CancellationToken.None));
        }
    }

    private static async Task EmitAsync(MeshDatabase database, int emitter, int transactions)
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        for (var number = 0; number < transactions; number++)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            var first = ((emitter * transactions) + number) * 2;
            await OrderPlaced.Publisher.EmitAsync(OrderPlaced.Number(first), transaction, CancellationToken.None);
            await OrderPlaced.Publisher.EmitAsync(OrderPlaced.Number(first + 1), transaction, CancellationToken.None);
            if (number % 4 == 3)
            {
                await transaction.RollbackAsync();
            }
            else
            {
                await transaction.CommitAsync();
            }
        }
    }

    private static Task<IReadOnlyList<int>> LeadersAsync(MeshDatabase database) => database.QueryAsync<int>(
        $"SELECT pid FROM pg_locks WHERE {AdvisoryLocks}");

    private static async Task<IReadOnlyList<OutboxEvent>> ReadAsync(MeshDatabase database, int count)
    {
        var store = new OutboxStore(database.Source);
        IReadOnlyList<OutboxEvent> events = [];
        await Eventually.HoldsAsync(async () => (events = await store.ReadAsync(OrderPlaced.Product, 0, 1_000, CancellationToken.None)).Count >= count);
        return events;
    }
}
