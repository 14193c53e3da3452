using Dapper;
using Npgsql;
using static MeshStarter.Sdk.Tests.Intake.IntakeWorld;

namespace MeshStarter.Sdk.Tests.Intake;

public sealed class ChangeCaptureTests(SourceServerFixture server, PostgresFixture postgres) : IClassFixture<SourceServerFixture>, IClassFixture<PostgresFixture>
{
    // How often deletes come after rows, or first.
    private const string Turns = "SELECT count(*) FROM (SELECT key IS NOT NULL AND lag(key) OVER (ORDER BY id) IS NULL AS is_turn FROM mesh.outbox) AS entries WHERE is_turn";

    [SkippableFact]
    [Trait("Category", "Quick")]
    public async Task Product_follows_inserts_updates_changed_keys_deletes_and_truncation()
    {
        await using var crm = await CrmDatabase.CreateAsync(server, "INSERT INTO customers VALUES (1, 'Ana', NULL), (2, 'Bia', 'calls back')");
        await using var world = await StartReadingAsync(postgres, CrmDatabase.Source, crm.Connection);
        await world.HasAsync(Row(1, "Ana"), Row(2, "Bia", "calls back"));

        await crm.ExecuteAsync("BEGIN; INSERT INTO customers VALUES (3, 'Caio'); UPDATE customers SET name = 'Anna' WHERE id = 1; UPDATE customers SET id = 20 WHERE id = 2; COMMIT");
        await world.HasAsync(Row(1, "Anna"), Row(20, "Bia", "calls back"), Row(3, "Caio"));

        await crm.ExecuteAsync("DELETE FROM customers WHERE id = 1");
        await world.HasAsync(Row(20, "Bia", "calls back"), Row(3, "Caio"));

        // A column that the product does not have changes nothing of it.
        var emitted = (await world.Database.QueryAsync<long>("SELECT count(*) FROM mesh.outbox"))[0];
        await crm.ExecuteAsync("UPDATE customers SET phone = '555' WHERE id = 3; TRUNCATE customers; INSERT INTO customers VALUES (4, 'Davi')");
        await world.HasAsync(Row(4, "Davi"));
        Assert.Equal(emitted + 3, (await world.Database.QueryAsync<long>("SELECT count(*) FROM mesh.outbox"))[0]);
        Assert.Empty(world.Started.Failures.Lasting);
    }

    // A publish has either deletes or rows, so that each turn from one to the other is a commit of the table.
    [SkippableFact]
    public async Task Deletes_that_alternate_with_rows_are_emitted_together()
    {
        await using var crm = await CrmDatabase.CreateAsync(server, "INSERT INTO customers SELECT n, 'Ana' FROM generate_series(1, 20) AS n");
        await using var world = await StartReadingAsync(postgres, CrmDatabase.Source, crm.Connection);
        await world.StateAsync("current");

        await crm.ExecuteAsync(string.Join("; ", Enumerable.Range(1, 20).Select(id => $"UPDATE customers SET name = 'Bia' WHERE id = {id}; DELETE FROM customers WHERE id = {id}; INSERT INTO customers VALUES (100, 'Caio'); DELETE FROM customers WHERE id = 100"))
            + "; INSERT INTO customers VALUES (1, 'Davi'), (100, 'Eva')");

        await world.HasAsync(Row(1, "Davi"), Row(100, "Eva"));
        Assert.Equal([20L], await world.Database.QueryAsync<long>("SELECT count(*) FROM mesh.outbox WHERE key IS NOT NULL"));
        Assert.Equal([1L], await world.Database.QueryAsync<long>(Turns));
    }

    [SkippableFact]
    public async Task Transaction_may_change_a_key_several_times()
    {
        await using var crm = await CrmDatabase.CreateAsync(server, "INSERT INTO customers VALUES (1, 'Ana'), (2, 'Bia'), (3, 'Caio'), (4, 'Davi'), (5, 'Eva'), (6, 'Fabio')");
        await using var world = await StartReadingAsync(postgres, CrmDatabase.Source, crm.Connection);
        await world.StateAsync("current");

        await crm.ExecuteAsync(
            """
            DELETE FROM customers WHERE id = 1; INSERT INTO customers VALUES (1, 'Ana');
            UPDATE customers SET name = 'Bea' WHERE id = 2; DELETE FROM customers WHERE id = 2;
            DELETE FROM customers WHERE id = 3; INSERT INTO customers VALUES (3, 'Cleo'); DELETE FROM customers WHERE id = 3;
            UPDATE customers SET id = 99 WHERE id = 4; UPDATE customers SET id = 4 WHERE id = 5; UPDATE customers SET id = 5 WHERE id = 99;
            UPDATE customers SET id = 60 WHERE id = 6; UPDATE customers SET id = 6 WHERE id = 60;
            INSERT INTO customers VALUES (7, 'Gil'); DELETE FROM customers WHERE id = 7;
            INSERT INTO customers VALUES (8, 'Hugo'); DELETE FROM customers WHERE id = 8; INSERT INTO customers VALUES (8, 'Iris')
            """);
        await world.HasAsync(Row(1, "Ana"), Row(4, "Eva"), Row(5, "Davi"), Row(6, "Fabio"), Row(8, "Iris"));
        Assert.Equal(["1", "2", "3", "4", "5", "6"], await world.Database.QueryAsync<string>("SELECT subject FROM mesh.outbox WHERE key IS NOT NULL ORDER BY subject"));

        await crm.ExecuteAsync("DELETE FROM customers");
        await world.HasAsync();
    }

    [SkippableFact]
    public async Task Deletes_wait_for_others_and_rows_without_them_do_not()
    {
        await using var crm = await CrmDatabase.CreateAsync(server, "INSERT INTO customers VALUES (1, 'Ana'), (2, 'Bia')");
        await using var world = await StartAsync(postgres, CrmDatabase.Source, crm.Connection);
        await using var reading = world.Read(new StoppedTime());
        await world.StateAsync("current");
        // The first transactions of a reading are committed with few others.
        foreach (var rows in Enumerable.Range(3, 13))
        {
            await crm.ExecuteAsync($"INSERT INTO customers VALUES ({100 + rows}, 'Caio')");
            await Eventually.HoldsAsync(async () => (await world.RowsAsync()).Count == rows);
        }

        foreach (var transaction in new[] { "DELETE FROM customers WHERE id = 1", "INSERT INTO customers VALUES (4, 'Davi')", "DELETE FROM customers WHERE id = 2", "INSERT INTO customers VALUES (5, 'Eva')" })
        {
            await crm.ExecuteAsync(transaction);
        }

        // No time passes, so that they wait until there are too many.
        await crm.ExecuteAsync("INSERT INTO customers SELECT n, 'Fabio' FROM generate_series(1001, 6000) AS n");
        await Eventually.HoldsAsync(async () => (await world.RowsAsync()).Count == 5_015);
        Assert.Equal([1L], await world.Database.QueryAsync<long>(Turns));
    }

    [SkippableFact]
    public async Task Position_is_confirmed_while_the_table_is_idle()
    {
        await using var crm = await CrmDatabase.CreateAsync(server);
        await using var world = await StartReadingAsync(postgres, CrmDatabase.Source, crm.Connection);
        await world.StateAsync("current");

        await crm.ExecuteAsync("INSERT INTO visits SELECT now() FROM generate_series(1, 10000)");
        var written = await crm.ScalarAsync<string>("SELECT pg_current_wal_lsn()::text");
        await Eventually.HoldsAsync(() => crm.IsConfirmedAsync(written!));
    }

    [SkippableFact]
    public async Task Changes_while_no_process_reads_come_once_and_a_second_process_takes_over()
    {
        await using var crm = await CrmDatabase.CreateAsync(server);
        await using var world = await StartAsync(postgres, CrmDatabase.Source, crm.Connection);
        await using (world.Read())
        {
            await crm.ExecuteAsync("INSERT INTO customers VALUES (1, 'Ana')");
            await world.HasAsync(Row(1, "Ana"));
            await world.StateAsync("current");
        }

        await crm.ExecuteAsync("INSERT INTO customers VALUES (2, 'Bia')");
        await using var second = world.Read();
        await world.HasAsync(Row(1, "Ana"), Row(2, "Bia"));
        Assert.Equal([2L], await world.Database.QueryAsync<long>("SELECT count(*) FROM mesh.outbox"));
        Assert.Equal([1L], await world.Database.QueryAsync<long>("SELECT generation FROM mesh.sources"));
    }

    [SkippableFact]
    public async Task Unchanged_long_text_is_refused_with_the_statement_to_run_and_is_never_null()
    {
        await using var crm = await CrmDatabase.CreateAsync(server);
        var text = string.Concat(Enumerable.Range(0, 2_000).Select(number => Guid.NewGuid().ToString("N")[..8]));
        await crm.ExecuteAsync($"ALTER TABLE customers ALTER COLUMN notes SET STORAGE EXTERNAL; INSERT INTO customers VALUES (1, 'Ana', '{text}')");
        await using var world = await StartReadingAsync(postgres, CrmDatabase.Source, crm.Connection);
        await world.HasAsync(Row(1, "Ana", text));

        await crm.ExecuteAsync("UPDATE customers SET name = 'Anna'");
        var problem = await world.StateAsync("needs_snapshot");
        Assert.StartsWith("Products/Customers/source.yaml:3: table: an update of public.customers was sent without the value of column notes", problem, StringComparison.Ordinal);
        Assert.Contains("ALTER TABLE \"public\".\"customers\" REPLICA IDENTITY FULL;", problem, StringComparison.Ordinal);
        await world.HasAsync(Row(1, "Ana", text));

        await crm.ExecuteAsync("ALTER TABLE customers REPLICA IDENTITY FULL");
        await world.RequestAsync();
        await world.HasAsync(Row(1, "Anna", text));
        await crm.ExecuteAsync("UPDATE customers SET name = 'Hanna'");
        await world.HasAsync(Row(1, "Hanna", text));
        await crm.ExecuteAsync("UPDATE customers SET id = 2");
        await world.HasAsync(Row(2, "Hanna", text));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Slot_that_was_dropped_or_created_again_needs_a_snapshot_which_deletes_keys_that_are_gone(bool isCreatedAgain)
    {
        await using var crm = await CrmDatabase.CreateAsync(server, "INSERT INTO customers VALUES (1, 'Ana'), (2, 'Bia')");
        await using var world = await StartAsync(postgres, CrmDatabase.Source, crm.Connection);
        await using (world.Read())
        {
            await world.HasAsync(Row(1, "Ana"), Row(2, "Bia"));
            await world.StateAsync("current");
        }

        await crm.DropSlotAsync();
        await crm.ExecuteAsync("DELETE FROM customers WHERE id = 1; INSERT INTO customers VALUES (3, 'Caio')");
        if (isCreatedAgain)
        {
            await crm.ExecuteAsync($"SELECT pg_create_logical_replication_slot('{CrmDatabase.Slot}', 'pgoutput')");
        }

        await using var reading = world.Read();
        Assert.Contains("mesh source snapshot sales.customers", await world.StateAsync("needs_snapshot"), StringComparison.Ordinal);
        await crm.ExecuteAsync("INSERT INTO customers VALUES (4, 'Davi')");
        Assert.Equal([Row(1, "Ana"), Row(2, "Bia")], await world.RowsAsync());
        await Eventually.HoldsAsync(() => reading.Failures.Lasting.Count == 1);
        Assert.NotNull(await world.FailingSinceAsync());

        await world.RequestAsync();
        await world.HasAsync(Row(2, "Bia"), Row(3, "Caio"), Row(4, "Davi"));
        // Rows that are as they were are not emitted again.
        Assert.Equal([1L], await world.Database.QueryAsync<long>("SELECT count(*) FROM mesh.outbox WHERE subject = '2'"));
        await Eventually.HoldsAsync(() => reading.Failures.Lasting.Count == 0);
        Assert.Null(await world.FailingSinceAsync());
    }

    [SkippableFact]
    public async Task Table_that_changes_is_a_problem_with_its_fix_and_nothing_is_half_written()
    {
        await using var crm = await CrmDatabase.CreateAsync(server);
        await using var world = await StartReadingAsync(postgres, CrmDatabase.Source, crm.Connection);
        await world.StateAsync("current");

        await crm.ExecuteAsync("BEGIN; INSERT INTO customers VALUES (1, 'Ana'); ALTER TABLE customers ALTER COLUMN name DROP NOT NULL; INSERT INTO customers VALUES (2, NULL); COMMIT");
        Assert.Contains("the row breaks the contract: name: required", await world.ProblemAsync(), StringComparison.Ordinal);
        Assert.Empty(await world.RowsAsync());

        await crm.ExecuteAsync("UPDATE customers SET name = 'Bia' WHERE id = 2");
        await world.RequestAsync();
        await world.HasAsync(Row(1, "Ana"), Row(2, "Bia"));

        await crm.ExecuteAsync("ALTER TABLE customers ALTER COLUMN id TYPE text USING 'c' || id; INSERT INTO customers VALUES ('c3', 'Caio')");
        Assert.Contains("the row breaks the contract: customer_id: type", await world.ProblemAsync(), StringComparison.Ordinal);
        Assert.Equal([Row(1, "Ana"), Row(2, "Bia")], await world.RowsAsync());
        await crm.ExecuteAsync("ALTER TABLE customers ALTER COLUMN id TYPE integer USING substr(id, 2)::integer");
        await world.RequestAsync();
        await world.HasAsync(Row(1, "Ana"), Row(2, "Bia"), Row(3, "Caio"));

        await crm.ExecuteAsync("ALTER TABLE customers DROP COLUMN notes; INSERT INTO customers VALUES (4, 'Davi')");
        Assert.StartsWith("Products/Customers/source.yaml:4: columns.notes: table public.customers of crm has no column notes", await world.StateAsync("needs_snapshot"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Transactions_before_one_that_is_refused_are_taken_over()
    {
        await using var crm = await CrmDatabase.CreateAsync(server);
        await using var world = await IntakeWorld.StartAsync(postgres, CrmDatabase.Source, crm.Connection);
        await using (world.Read())
        {
            await world.StateAsync("current");
        }

        // They come in one burst, as after a restart.
        foreach (var transaction in new[] { "INSERT INTO customers VALUES (1, 'Ana')", "INSERT INTO customers VALUES (2, 'Bia')", "DELETE FROM customers WHERE id = 1", "INSERT INTO customers VALUES (3, 'Caio')", "DELETE FROM customers WHERE id = 3" })
        {
            await crm.ExecuteAsync(transaction);
        }

        await crm.ExecuteAsync("ALTER TABLE customers ALTER COLUMN name DROP NOT NULL; INSERT INTO customers VALUES (4, NULL)");
        await using var again = world.Read();

        Assert.Contains("the row breaks the contract: name: required", await world.ProblemAsync(), StringComparison.Ordinal);
        await world.HasAsync(Row(2, "Bia"));
    }

    [SkippableFact]
    public async Task Changed_key_is_refused_with_the_statement_to_run_and_the_product_keeps_its_own()
    {
        await using var crm = await CrmDatabase.CreateAsync(server, "INSERT INTO customers VALUES (1, 'Ana'), (2, 'Bia')");
        await using var world = await StartReadingAsync(postgres, CrmDatabase.Source, crm.Connection);
        await world.HasAsync(Row(1, "Ana"), Row(2, "Bia"));
        await world.StateAsync("current");

        await crm.ExecuteAsync("ALTER TABLE customers DROP CONSTRAINT customers_pkey, ADD PRIMARY KEY (name); DELETE FROM customers WHERE id = 1");
        var problem = await world.StateAsync("needs_snapshot");
        Assert.Contains("table: deletes of public.customers are sent without column id, which is in the product's key. Fix: run in the source's database: ALTER TABLE", problem, StringComparison.Ordinal);
        Assert.Equal([Row(1, "Ana"), Row(2, "Bia")], await world.RowsAsync());

        await crm.ExecuteAsync("ALTER TABLE customers REPLICA IDENTITY FULL");
        await world.RequestAsync();
        await world.HasAsync(Row(2, "Bia"));
        await crm.ExecuteAsync("UPDATE customers SET name = 'Bea'; INSERT INTO customers VALUES (3, 'Caio')");
        await world.HasAsync(Row(2, "Bea"), Row(3, "Caio"));
    }

    [SkippableFact]
    public async Task Slot_is_read_by_one_service_and_another_has_a_problem_with_its_fix()
    {
        await using var crm = await CrmDatabase.CreateAsync(server);
        await using var world = await StartReadingAsync(postgres, CrmDatabase.Source, crm.Connection);
        await world.StateAsync("current");
        await using var other = await StartAsync(postgres, CrmDatabase.Source, crm.Connection);
        await using (other.Read())
        {
            Assert.StartsWith("Products/Customers/source.yaml:1: slot: slot mesh_sales_customers_v1 is there already, and this product has not made it. Fix: ", await other.ProblemAsync(), StringComparison.Ordinal);
        }

        // A copy of the database has read as far as the first one, which confirms nothing more to the source while its position is held.
        await using var holding = new NpgsqlConnection(world.Connection);
        await holding.OpenAsync();
        await using var held = await holding.BeginTransactionAsync();
        var (position, system) = await holding.QuerySingleAsync<(string, string)>("SELECT position, system FROM mesh.sources FOR UPDATE", transaction: held);
        await other.Database.QueryAsync<int>($"UPDATE mesh.sources SET state = 'current', position = '{position}', system = '{system}', generation = 1, problem = NULL RETURNING 1");
        await using var second = other.Read();
        Assert.StartsWith("Products/Customers/source.yaml:1: slot: slot mesh_sales_customers_v1 is being read by another service", await other.ProblemAsync(), StringComparison.Ordinal);
        await held.RollbackAsync();

        await crm.ExecuteAsync("INSERT INTO customers VALUES (1, 'Ana')");
        await world.HasAsync(Row(1, "Ana"));
        Assert.Empty(await other.RowsAsync());
    }

    [SkippableFact]
    public async Task Source_that_is_not_prepared_names_the_statement_to_run()
    {
        await using var crm = await CrmDatabase.CreateAsync(server, "DROP PUBLICATION mesh_sales_customers_v1");
        await using var world = await StartReadingAsync(postgres, CrmDatabase.Source, crm.Connection);
        Assert.Contains("CREATE PUBLICATION \"mesh_sales_customers_v1\" FOR TABLE \"public\".\"customers\";", await world.ProblemAsync(), StringComparison.Ordinal);

        await crm.ExecuteAsync("CREATE PUBLICATION mesh_sales_customers_v1 FOR TABLE customers; INSERT INTO customers VALUES (1, 'Ana')");
        await world.HasAsync(Row(1, "Ana"));
    }

    [SkippableFact]
    public async Task Partitioned_table_is_published_as_one_and_followed_into_each_partition()
    {
        await using var crm = await CrmDatabase.CreateAsync(
            server,
            """
            DROP TABLE customers;
            CREATE TABLE customers (id integer PRIMARY KEY, name text NOT NULL, notes text) PARTITION BY RANGE (id);
            CREATE TABLE customers_low PARTITION OF customers FOR VALUES FROM (0) TO (10);
            INSERT INTO customers VALUES (1, 'Ana');
            ALTER PUBLICATION mesh_sales_customers_v1 ADD TABLE customers
            """);
        await using var world = await StartAsync(postgres, CrmDatabase.Source, crm.Connection);
        await using (world.Read())
        {
            Assert.Contains("run there: ALTER PUBLICATION \"mesh_sales_customers_v1\" SET (publish_via_partition_root = true);", await world.ProblemAsync(), StringComparison.Ordinal);
        }

        await crm.ExecuteAsync("DROP PUBLICATION mesh_sales_customers_v1");
        await using var reading = world.Read();
        await Eventually.HoldsAsync(async () => (await world.ProblemAsync()).Contains("run there: CREATE PUBLICATION \"mesh_sales_customers_v1\" FOR TABLE \"public\".\"customers\" WITH (publish_via_partition_root = true);", StringComparison.Ordinal));

        await crm.ExecuteAsync("CREATE PUBLICATION mesh_sales_customers_v1 FOR TABLE customers WITH (publish_via_partition_root = true)");
        await world.HasAsync(Row(1, "Ana"));
        await world.StateAsync("current");
        await crm.ExecuteAsync("CREATE TABLE customers_high PARTITION OF customers FOR VALUES FROM (10) TO (20); INSERT INTO customers VALUES (2, 'Bia'), (11, 'Caio'); UPDATE customers SET id = 12 WHERE id = 1; DELETE FROM customers WHERE id = 11");
        await world.HasAsync(Row(12, "Ana"), Row(2, "Bia"));
    }

    [SkippableFact]
    public async Task Table_from_which_another_inherits_is_refused_unless_it_is_polled()
    {
        await using var crm = await CrmDatabase.CreateAsync(server, "CREATE TABLE vip () INHERITS (customers); INSERT INTO customers VALUES (1, 'Ana'); INSERT INTO vip VALUES (2, 'Bia')");
        await using var world = await StartAsync(postgres, CrmDatabase.Source, crm.Connection);
        await using (world.Read())
        {
            Assert.StartsWith("Products/Customers/source.yaml:3: table: rows of public.customers in crm are in table vip, which inherits from it, ", await world.ProblemAsync(), StringComparison.Ordinal);
            Assert.Empty(await world.RowsAsync());
        }

        await using var polled = await StartAsync(postgres, CrmDatabase.Source + "\npoll: { by: id, every: 1 second }", crm.Connection);
        await using var reading = polled.Read();
        await polled.HasAsync(Row(1, "Ana"), Row(2, "Bia"));
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("\npoll: { by: id, every: 1 second }")]
    public async Task Row_that_the_first_reading_finds_wrong_is_a_problem_with_its_fix(string poll)
    {
        await using var crm = await CrmDatabase.CreateAsync(server, "ALTER TABLE customers ALTER COLUMN name DROP NOT NULL; INSERT INTO customers VALUES (1, 'Ana'), (2, NULL)");
        await using var world = await StartReadingAsync(postgres, CrmDatabase.Source + poll, crm.Connection);

        var problem = await world.ProblemAsync();
        Assert.StartsWith("Products/Customers/source.yaml:3: table: ", problem, StringComparison.Ordinal);
        Assert.Contains("the row breaks the contract: name: required", problem, StringComparison.Ordinal);
        Assert.Contains("; its key is {\"customer_id\":2}. Fix: publish", problem, StringComparison.Ordinal);
        Assert.EndsWith("Fix: publish a contract that permits the row; or change the row in the source, and read all rows again: mesh source snapshot sales.customers.", problem, StringComparison.Ordinal);
        Assert.Empty(await world.RowsAsync());

        await crm.ExecuteAsync("UPDATE customers SET name = 'Bia' WHERE id = 2");
        await world.HasAsync(Row(1, "Ana"), Row(2, "Bia"));
    }

    [SkippableFact]
    public async Task Polled_table_gives_new_and_changed_rows_and_a_requested_snapshot_finds_deletes()
    {
        await using var crm = await CrmDatabase.CreateAsync(server, "ALTER TABLE customers ADD version bigint; INSERT INTO customers VALUES (1, 'Ana', NULL, NULL, 1), (2, 'Bia', NULL, NULL, 2)");
        await using var world = await StartReadingAsync(postgres, CrmDatabase.Source + "\npoll: { by: version, every: 1 second }", crm.Connection);
        await world.HasAsync(Row(1, "Ana"), Row(2, "Bia"));

        await crm.ExecuteAsync("DELETE FROM customers WHERE id = 1; UPDATE customers SET name = 'Bea', version = 10 WHERE id = 2; INSERT INTO customers VALUES (3, 'Caio', NULL, NULL, 10)");
        await world.HasAsync(Row(1, "Ana"), Row(2, "Bea"), Row(3, "Caio"));
        Assert.Equal(0, await crm.ScalarAsync<int>("SELECT count(*)::int FROM pg_replication_slots"));

        await world.RequestAsync();
        await world.HasAsync(Row(2, "Bea"), Row(3, "Caio"));
    }

    private sealed class StoppedTime : TimeProvider
    {
        public override long GetTimestamp() => 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
    }
}
