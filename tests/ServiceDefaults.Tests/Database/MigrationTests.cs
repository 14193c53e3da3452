using Dapper;
using MeshStarter.ServiceDefaults.Database;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MeshStarter.ServiceDefaults.Tests.Database;

[Trait("Category", "Quick")]
public sealed class MigrationTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [SkippableFact]
    public async Task Files_are_applied_in_order_and_once_by_set_and_an_edited_file_or_an_older_program_is_an_error()
    {
        await using var database = await CreateAsync();

        await Runner(database, "Good").RunAsync(CancellationToken.None);
        await Runner(database, "Good").RunAsync(CancellationToken.None);

        await using var connection = await database.OpenConnectionAsync();
        Assert.Equal(2.50m, await connection.ExecuteScalarAsync<decimal>("SELECT sum(total) FROM orders"));
        Assert.Equal(["0001_create_orders.sql", "0002_add_total.sql"], await connection.QueryAsync<string>("SELECT file FROM mesh_migrations ORDER BY number"));

        await Runner(database, "Good", "Second").RunAsync(CancellationToken.None);

        Assert.Equal(["Good/1", "Good/2", "Second/1"], await connection.QueryAsync<string>("SELECT set_name || '/' || number FROM mesh_migrations ORDER BY 1"));

        await Runner(database, "Good").RunAsync(CancellationToken.None);

        var failed = await Assert.ThrowsAsync<MigrationException>(() => Runner(database, ("Good", "Edited")).RunAsync(CancellationToken.None));

        Assert.Equal("Migration set Good: 0001_create_orders.sql was edited after it was applied. Undo the edit and put the change into the next number.", failed.Message);

        await Runner(database, "Good").RunAsync(CancellationToken.None);

        var older = await Assert.ThrowsAsync<MigrationException>(() => Runner(database, ("Good", "Single")).RunAsync(CancellationToken.None));

        Assert.Equal("Migration set Good: the database has 0002_add_total.sql, this program does not: it is older than its data. Run the newer program.", older.Message);
    }

    [SkippableFact]
    public async Task Schema_of_the_roles_own_name_hides_nothing_of_what_was_applied_before_it_was_made()
    {
        await using var database = await CreateAsync();
        await Runner(database, "OwnSchema").RunAsync(CancellationToken.None);
        await using var connection = await database.OpenConnectionAsync();
        Assert.True(await connection.ExecuteScalarAsync<bool>("SELECT current_schema() = current_user"));

        await Runner(database, "OwnSchema", "Second").RunAsync(CancellationToken.None);
        // As an earlier program left it.
        await connection.ExecuteAsync("CREATE TABLE mesh_migrations (LIKE public.mesh_migrations INCLUDING ALL)");
        await Runner(database, "OwnSchema", "Second").RunAsync(CancellationToken.None);

        Assert.Equal(["OwnSchema/1", "Second/1"], await connection.QueryAsync<string>("SELECT set_name || '/' || number FROM public.mesh_migrations ORDER BY 1"));
    }

    [SkippableFact]
    public async Task Files_that_are_pending_are_applied_together()
    {
        await using var database = await CreateAsync();

        await Runner(database, "Good", "Second").RunAsync(CancellationToken.None);

        await using var connection = await database.OpenConnectionAsync();
        Assert.Equal(1, await connection.ExecuteScalarAsync<int>("SELECT count(DISTINCT xmin::text)::int FROM mesh_migrations"));
    }

    [SkippableFact]
    public async Task Processes_that_start_together_apply_each_file_once()
    {
        await using var database = await CreateAsync();

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Runner(database, "Good").RunAsync(CancellationToken.None)));

        await using var connection = await database.OpenConnectionAsync();
        Assert.Equal(1, await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM orders"));
    }

    [SkippableFact]
    public async Task Older_program_that_the_newer_files_leave_working_starts_and_changes_nothing()
    {
        await using var database = await CreateAsync();
        await Runner(database, ("Good", "Compatible")).RunAsync(CancellationToken.None);
        await using var connection = await database.OpenConnectionAsync();
        // As a release between the two leaves it.
        await connection.ExecuteAsync("DELETE FROM mesh_migrations WHERE number = 3");

        await Runner(database, ("Good", "Single")).RunAsync(CancellationToken.None);

        Assert.Equal(["0001_create_orders.sql", "0002_add_note.sql"], await connection.QueryAsync<string>("SELECT file FROM mesh_migrations ORDER BY number"));
        await Runner(database, ("Good", "Compatible")).RunAsync(CancellationToken.None);
        var older = await Assert.ThrowsAsync<MigrationException>(() => Runner(database, ("Good", "Single")).RunAsync(CancellationToken.None));
        Assert.StartsWith("Migration set Good: the database has 0003_require_note.sql, this program does not", older.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Record_that_an_earlier_program_made_is_read()
    {
        await using var database = await CreateAsync();
        await Runner(database, "Single").RunAsync(CancellationToken.None);
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync("ALTER TABLE mesh_migrations DROP COLUMN works_since");

        await Runner(database, ("Single", "Compatible")).RunAsync(CancellationToken.None);

        Assert.Equal([null, 1, 2], await connection.QueryAsync<int?>("SELECT works_since FROM mesh_migrations ORDER BY number"));
    }

    [SkippableFact]
    public async Task Database_that_no_setup_made_or_a_wrong_password_is_named_and_not_waited_for()
    {
        var text = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync()) { Database = "not_made" };
        await using var database = NpgsqlDataSource.Create(text.ConnectionString);

        var failed = await Assert.ThrowsAsync<MigrationException>(() => Runner(database, TimeSpan.FromMinutes(5), ("Good", "Good")).RunAsync(CancellationToken.None));

        Assert.Equal(
            "The database of ConnectionStrings:database does not let this service in: database \"not_made\" does not exist (3D000). Check that the setup made it (docs/deploy.md), that it runs, and that host, port, role and password are right.", failed.Message);

        var wrong = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync()) { Password = "hunter2" };
        await using var closed = NpgsqlDataSource.Create(wrong.ConnectionString);

        var refused = await Assert.ThrowsAsync<MigrationException>(() => Runner(closed, TimeSpan.FromMinutes(5), ("Good", "Good")).RunAsync(CancellationToken.None));

        Assert.Contains("(28P01)", refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Failing_file_leaves_nothing_of_itself()
    {
        await using var database = await CreateAsync();

        var failed = await Assert.ThrowsAsync<MigrationException>(() => Runner(database, "Broken").RunAsync(CancellationToken.None));

        Assert.StartsWith("Migration set Broken: 0002_insert_nowhere.sql failed at character ", failed.Message, StringComparison.Ordinal);
        await using var connection = await database.OpenConnectionAsync();
        Assert.Equal(["0001_create_orders.sql"], await connection.QueryAsync<string>("SELECT file FROM mesh_migrations"));
        Assert.Null(await connection.ExecuteScalarAsync<string?>("SELECT to_regclass('half')::text"));
    }

    [SkippableTheory]
    [InlineData("Gap", "Migration set Gap: 0003_add_total.sql is where number 0002 belongs.")]
    [InlineData("Misnamed", "Migration set Misnamed: 1-orders.sql is no name for a migration.")]
    [InlineData("Nothing", "Migration set Nothing: MeshStarter.ServiceDefaults.Tests embeds no file that starts with MeshStarter.ServiceDefaults.Tests.Migrations.Nothing.")]
    public async Task Set_that_is_not_in_order_is_an_error(string set, string says)
    {
        await using var database = await CreateAsync();

        var failed = await Assert.ThrowsAsync<MigrationException>(() => Runner(database, set).RunAsync(CancellationToken.None));

        Assert.StartsWith(says, failed.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Database_that_never_comes_is_an_error_within_the_bound()
    {
        postgres.Require();
        await using var database = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={FreePort.Take()};Username=x;Password=hunter2");

        var failed = await Assert.ThrowsAsync<MigrationException>(() => Runner(database, "Good").RunAsync(CancellationToken.None));

        Assert.StartsWith("The database of ConnectionStrings:database does not let this service in: ", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failed.ToString(), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(typeof(TimeoutException))]
    [InlineData(typeof(TaskCanceledException))]
    public async Task Connection_that_is_not_made_in_time_is_waited_for_within_the_bound(Type failure)
    {
        var opened = 0;
        // As the driver fails while the names of hosts are not resolved.
        var source = new NpgsqlDataSourceBuilder(await postgres.CreateDatabaseAsync());
        source.UsePhysicalConnectionInitializer(
            _ => throw new NotSupportedException(), _ => Interlocked.Increment(ref opened) <= 2 ? Task.FromException((Exception)Activator.CreateInstance(failure)!) : Task.CompletedTask);
        await using var database = source.Build();

        await Assert.ThrowsAsync<MigrationException>(() => Runner(database, TimeSpan.Zero, ("Good", "Good")).RunAsync(CancellationToken.None));
        await Runner(database, TimeSpan.FromMinutes(5), ("Good", "Good")).RunAsync(CancellationToken.None);

        Assert.Equal(3, opened);
    }

    [SkippableTheory]
    [InlineData("could not write init file", "XX000", "The disk of the database server is full: could not write init file (XX000). Make room on it, and start this service again.")]
    [InlineData("could not extend file", "53100", "The disk of the database server is full: could not extend file (53100). Make room on it, and start this service again.")]
    [InlineData("out of memory", "53200", "The database of ConnectionStrings:database does not let this service in: out of memory (53200).")]
    public async Task Server_without_disk_or_memory_is_waited_for_within_the_bound(string message, string code, string says)
    {
        var opened = 0;
        // As the server refuses a connection while its disk is full.
        var source = new NpgsqlDataSourceBuilder(await postgres.CreateDatabaseAsync());
        source.UsePhysicalConnectionInitializer(
            _ => throw new NotSupportedException(), _ => Interlocked.Increment(ref opened) <= 2 ? Task.FromException(new PostgresException(message, "FATAL", "FATAL", code)) : Task.CompletedTask);
        await using var database = source.Build();

        var refused = await Assert.ThrowsAsync<MigrationException>(() => Runner(database, TimeSpan.Zero, ("Good", "Good")).RunAsync(CancellationToken.None));
        await Runner(database, TimeSpan.FromMinutes(5), ("Good", "Good")).RunAsync(CancellationToken.None);

        Assert.StartsWith(says, refused.Message, StringComparison.Ordinal);
        Assert.Equal(3, opened);
    }

    [SkippableFact]
    public async Task Database_that_goes_away_concurrently_is_waited_for()
    {
        await using var database = await CreateAsync();
        await using var other = await database.OpenConnectionAsync();
        await other.ExecuteAsync("SELECT pg_advisory_lock(7)");
        var running = Runner(database, TimeSpan.FromMinutes(1), ("Waiting", "Waiting")).RunAsync(CancellationToken.None);

        await EndSessionThatWaitsAsync(other);
        await other.ExecuteAsync("SELECT pg_advisory_unlock(7)");
        await running;

        Assert.Equal(["0001_wait_once.sql"], await other.QueryAsync<string>("SELECT file FROM mesh_migrations"));
    }

    [SkippableFact]
    public async Task Database_that_goes_away_for_good_is_an_error()
    {
        await using var database = await CreateAsync();
        await using var other = await database.OpenConnectionAsync();
        await other.ExecuteAsync("SELECT pg_advisory_lock(7)");
        var running = Runner(database, TimeSpan.Zero, ("Waiting", "Waiting")).RunAsync(CancellationToken.None);

        await EndSessionThatWaitsAsync(other);

        var failed = await Assert.ThrowsAsync<MigrationException>(() => running);
        Assert.Contains("(57P01)", failed.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Service_serves_only_after_its_migrations()
    {
        var text = await postgres.CreateDatabaseAsync();
        var found = 0;
        await using var service = await TestService.StartAsync(null, new() { ["ConnectionStrings:database"] = text }, builder =>
        {
            builder.Services.AddHostedService(services => new Probe(services.GetRequiredService<NpgsqlDataSource>(), count => found = count));
            builder.AddDatabase();
            builder.Services.AddMigrations(typeof(MigrationTests).Assembly, "Good", Prefix("Good"));
        });

        Assert.Equal(1, found);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await service.GetAsync("/health")).Status);
    }

    [SkippableFact]
    public async Task Service_connects_once_the_server_of_its_database_is_healthy()
    {
        var (isHealthy, requests, requestedAgain) = (false, 0, new TaskCompletionSource());
        await using var server = await TestService.StartAsync(null, map: app => app.MapGet("/ready", () =>
        {
            if (Interlocked.Increment(ref requests) == 2)
            {
                requestedAgain.SetResult();
            }

            return Volatile.Read(ref isHealthy) ? Results.Ok() : Results.StatusCode(503);
        }).AllowAnonymous());
        var text = await postgres.CreateDatabaseAsync();
        await using var database = NpgsqlDataSource.Create(text);
        var start = TestService.StartAsync(
            null,
            new() { ["ConnectionStrings:database"] = text, ["Mesh:Database:ServerHealth"] = new Uri(server.Address, "/ready").ToString() },
            builder => builder.AddDatabase().Services.AddMigrations(typeof(MigrationTests).Assembly, "Good", Prefix("Good")));

        await requestedAgain.Task.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.False(start.IsCompleted);
        Assert.False(await HasMigrationsAsync());

        Volatile.Write(ref isHealthy, true);
        await using var service = await start;
        Assert.True(await HasMigrationsAsync());

        async Task<bool> HasMigrationsAsync()
        {
            await using var command = database.CreateCommand("SELECT to_regclass('mesh_migrations') IS NOT NULL");
            return (bool)(await command.ExecuteScalarAsync())!;
        }
    }

    [Fact]
    public async Task Server_of_the_database_that_does_not_get_healthy_refuses_the_start()
    {
        await using var server = await TestService.StartAsync(null, map: app => app.MapGet("/ready", () => Results.StatusCode(503)).AllowAnonymous());
        var address = new Uri(server.Address, "/ready").ToString();
        await using var app = TestService.Build(
            null,
            new() { ["ConnectionStrings:database"] = "Host=127.0.0.1;Port=1", ["Mesh:Database:ServerHealth"] = address, ["Mesh:Database:StartTimeout"] = "00:00:00" },
            builder => builder.AddDatabase());

        var refused = await Assert.ThrowsAsync<Start.StartRefusedException>(() => app.StartAsync(CancellationToken.None));

        Assert.StartsWith($"PostgreSQL was not healthy at {address} within 0 s.", refused.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(null, "Setting ConnectionStrings:database is missing.")]
    [InlineData("Password=hunter2;nonsense", "Setting ConnectionStrings:database is no PostgreSQL connection string.")]
    [InlineData("Host=127.0.0.1;Port=1;Password=hunter2", "The database of ConnectionStrings:database does not let this service in")]
    public async Task Unusable_database_refuses_the_start(string? text, string says)
    {
        await using var app = TestService.Build(null, new() { ["ConnectionStrings:database"] = text, ["Mesh:Database:StartTimeout"] = "00:00:00" }, builder => builder.AddDatabase());

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => app.StartAsync(CancellationToken.None));

        Assert.True(refused is Start.StartRefusedException or OptionsValidationException, refused.ToString());
        Assert.StartsWith(says, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Data_of_a_solution_under_another_name_is_refused_with_both_names()
    {
        await using var database = await CreateAsync();
        var own = typeof(MigrationTests).Assembly.GetName().Name!;
        await Runner(database, (own.Replace("MeshStarter.", "ContosoMesh.", StringComparison.Ordinal), "Single"), ("orders.prices", "Second")).RunAsync(CancellationToken.None);

        var refused = await Assert.ThrowsAsync<MigrationException>(() => Runner(database, (own, "Single")).RunAsync(CancellationToken.None));

        Assert.StartsWith($"The database was made by ContosoMesh.ServiceDefaults.Tests, and this program is {own}: ", refused.Message, StringComparison.Ordinal);
        // A product's migrations have the name of the product: these fail for their own reason.
        var others = await Assert.ThrowsAsync<MigrationException>(() => Runner(database, ("sales.prices", "Second")).RunAsync(CancellationToken.None));
        Assert.Contains("relation \"outbox\" already exists", others.Message, StringComparison.Ordinal);
    }

    // What a killed server does to a migration: its session ends in the middle of it.
    private static async Task EndSessionThatWaitsAsync(NpgsqlConnection other)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (await other.ExecuteScalarAsync<int>(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%pg_advisory_xact_lock(7)%'") == 0)
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    private async Task<NpgsqlDataSource> CreateAsync() => NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());

    private static string Prefix(string folder) => $"MeshStarter.ServiceDefaults.Tests.Migrations.{folder}.";

    private static MigrationRunner Runner(NpgsqlDataSource database, params string[] sets) => Runner(database, [.. sets.Select(set => (set, set))]);

    private static MigrationRunner Runner(NpgsqlDataSource database, params (string Set, string Folder)[] sets) => Runner(database, TimeSpan.FromMilliseconds(300), sets);

    private static MigrationRunner Runner(NpgsqlDataSource database, TimeSpan startTimeout, params (string Set, string Folder)[] sets) => new(
        database,
        sets.Select(set => new MigrationSet(set.Set, typeof(MigrationTests).Assembly, Prefix(set.Folder))),
        Options.Create(new DatabaseOptions { StartTimeout = startTimeout }),
        TimeProvider.System,
        NullLogger<MigrationRunner>.Instance);

    private sealed class Probe(NpgsqlDataSource database, Action<int> report) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            report(await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM orders"));
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
