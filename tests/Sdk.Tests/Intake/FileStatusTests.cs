using Dapper;
using MeshStarter.Contracts.Sources;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using static MeshStarter.Sdk.Tests.Intake.IntakeWorld;

namespace MeshStarter.Sdk.Tests.Intake;

/// <summary>The state of a source of files, as an operator sees it.</summary>
public sealed class FileStatusTests(PostgresFixture postgres) : FolderTests, IClassFixture<PostgresFixture>
{
    [SkippableFact]
    public async Task Long_reading_of_the_first_file_is_no_failure()
    {
        await using var world = await StartAsync(postgres, Source, "");
        await WriteAsync("a.csv", "customer_id,name\n1,Ana\n");
        var time = new MovableTime { Longest = TimeSpan.FromMilliseconds(20) };
        await using var connection = await world.Database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        // The note that a file was read comes after its rows.
        await connection.ExecuteAsync("LOCK TABLE mesh.source_files IN EXCLUSIVE MODE", transaction: transaction);
        await using var reading = world.Read(time);
        await Eventually.HoldsAsync(async () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return (await world.Database.QueryAsync<bool>(
                "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = 'mesh.source_files'::regclass AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"))[0];
        });

        time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(HealthStatus.Healthy, (await reading.Failures.CheckHealthAsync(new HealthCheckContext())).Status);
        await transaction.RollbackAsync();
        await world.HasAsync(Row(1, "Ana"));
    }

    [SkippableFact]
    public async Task Sources_that_take_long_leave_connections_to_the_rest_of_the_service()
    {
        await using var world = await StartAsync(postgres, Source, "");
        await WriteAsync("a.csv", "customer_id,name\n1,Ana\n");
        await using var connection = await world.Database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("LOCK TABLE mesh.source_files IN EXCLUSIVE MODE", transaction: transaction);
        await using var reading = world.Read(more: 7);
        await Eventually.HoldsAsync(async () => await CountAsync("mesh.sources WHERE state = 'snapshot'") == 8 && await TakingAsync() == 4);

        Assert.Equal("snapshot", (await world.StatusAsync()).State);
        Assert.Equal(4, await TakingAsync());

        await transaction.RollbackAsync();
        await Eventually.HoldsAsync(async () => await CountAsync("mesh.sources WHERE state = 'current'") == 8);

        Task<long> TakingAsync() => world.CountWaitingAsync("mesh.source_files");

        async Task<long> CountAsync(string of) => (await world.Database.QueryAsync<long>($"SELECT count(*) FROM {of}"))[0];
    }

    [SkippableFact]
    public async Task Ends_of_readings_leave_connections_to_the_rest_of_the_service()
    {
        await using var world = await StartAsync(postgres, Source, "");
        await using var connection = await world.Database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("LOCK TABLE mesh.source_keys", transaction: transaction);
        await using var reading = world.Read(more: 7);
        await Eventually.HoldsAsync(async () => await CountAsync("mesh.sources WHERE state = 'snapshot'") == 8 && await EndingAsync() == 4);

        Assert.Equal(4, await EndingAsync());

        await transaction.RollbackAsync();
        await Eventually.HoldsAsync(async () => await CountAsync("mesh.sources WHERE state = 'current'") == 8);

        Task<long> EndingAsync() => world.CountWaitingAsync("mesh.source_keys");

        async Task<long> CountAsync(string of) => (await world.Database.QueryAsync<long>($"SELECT count(*) FROM {of}"))[0];
    }

    [SkippableFact]
    public async Task Operator_requests_that_all_rows_are_read_again_while_a_file_is_taken_over()
    {
        await using var world = await StartAsync(postgres, Source, "");
        await WriteAsync("a.csv", "customer_id,name\n1,Ana\n");
        await using var connection = await world.Database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("LOCK TABLE mesh.source_keys", transaction: transaction);
        await using var reading = world.Read();
        await Eventually.HoldsAsync(async () => await world.CountWaitingAsync("mesh.source_keys") == 1);

        await world.RequestAsync().WaitAsync(TimeSpan.FromSeconds(10));

        await transaction.RollbackAsync();
        await world.HasAsync(Row(1, "Ana"));
        await Eventually.HoldsAsync(async () => await world.Database.QueryAsync<bool>("SELECT requested FROM mesh.sources") is [false]);
    }

    [SkippableFact]
    public async Task Files_that_are_gone_leave_the_status_and_their_rows_stay()
    {
        await using var world = await StartAsync(postgres, Source, "");
        await WriteAsync("a.csv", "customer_id,name\n1,Ana\n");
        await WriteAsync("b.csv", "customer_id,name\n2,Bia\nx,Caio\n");
        await WriteAsync("c.csv", "id,name\n4,Davi\n");
        await using var reading = world.Read();
        await HasFilesAsync(world, "a.csv 0", "b.csv 1", "c.csv 1");

        File.Delete(PathOf("b.csv"));
        File.Delete(PathOf("c.csv"));

        await HasFilesAsync(world, "a.csv 0");
        Assert.Equal([Row(1, "Ana"), Row(2, "Bia")], await world.RowsAsync());
        Assert.False(await world.HasRejectedAsync());

        await world.RequestAsync();
        await world.HasAsync(Row(1, "Ana"));
    }

    [SkippableFact]
    public async Task Reading_that_was_interrupted_deletes_no_row_while_its_folder_is_empty()
    {
        await using var world = await StartAsync(postgres, Source, "");
        await WriteAsync("a.csv", "customer_id,name\n1,Ana\n");
        await using (world.Read())
        {
            await world.StateAsync("current");
        }

        await world.Database.ExecuteAsync("UPDATE mesh.sources SET state = 'snapshot'");
        File.Delete(PathOf("a.csv"));
        await using var reading = world.Read();
        await Eventually.HoldsAsync(() => reading.Failures.Lasting.Count == 1);
        Assert.Equal([Row(1, "Ana")], await world.RowsAsync());
        Assert.Equal(
            "Products/Customers/source.yaml:3: path: there are no files, of which rows were read before. Fix: put the files back; or, if they are gone, have their rows deleted: mesh source snapshot sales.customers.",
            await world.ProblemAsync());

        await world.RequestAsync();
        await world.HasAsync();
        await world.StateAsync("current");
    }

    [SkippableFact]
    public async Task Files_of_a_folder_that_cannot_be_listed_stay_in_the_status()
    {
        await using var world = await StartAsync(postgres, Source, "");
        await WriteAsync("a.csv", "customer_id,name\n1,Ana\nx,Bia\n");
        await using var reading = world.Read();
        await HasFilesAsync(world, "a.csv 1");
        await world.StateAsync("current");

        var moved = $"{Folder.Path}-moved";
        Directory.Move(Folder.Path, moved);
        Assert.Contains(" cannot be listed: ", await world.ProblemAsync(), StringComparison.Ordinal);
        Assert.Equal(["a.csv 1"], await FilesAsync(world));

        Directory.Move(moved, Folder.Path);
        await Eventually.HoldsAsync(async () => (await world.StatusAsync()).Problem is null);
        Assert.Equal(["a.csv 1"], await FilesAsync(world));
    }

    [SkippableFact]
    public async Task Failing_source_is_known_to_each_process_since_its_first_failure_until_it_works()
    {
        await using var world = await StartAsync(postgres, Source, "");
        Directory.Delete(Folder.Path);
        DateTimeOffset? since;
        await using (var first = world.Read())
        {
            await Eventually.HoldsAsync(async () => await world.FailingSinceAsync() is not null);
            since = first.Failures.Lasting[0].Since;
        }

        // Another process takes over.
        await using var second = world.Read();
        await Eventually.HoldsAsync(() => second.Failures.Lasting.Count == 1);
        Assert.Equal(since.Value, (await world.FailingSinceAsync())!.Value, TimeSpan.FromMilliseconds(1));

        Directory.CreateDirectory(Folder.Path);
        await Eventually.HoldsAsync(async () => await world.FailingSinceAsync() is null);
    }

    [SkippableFact]
    public async Task Reading_of_all_files_that_fails_at_its_end_has_its_problem_until_it_ends()
    {
        await using var world = await StartAsync(postgres, Source, "");
        await WriteAsync("a.csv", "customer_id,name\n1,Ana\n");
        await WriteAsync("b.csv", "customer_id,name\n2,Bia\n");
        await using var reading = world.Read();
        await world.HasAsync(Row(1, "Ana"), Row(2, "Bia"));
        File.Delete(Path.Combine(Folder.Path, "b.csv"));
        await world.Database.ExecuteAsync("ALTER TABLE mesh.outbox ADD CONSTRAINT no_deletes CHECK (key IS NULL)");

        await world.RequestAsync();
        await Eventually.HoldsAsync(async () => await world.FailingSinceAsync() is not null);
        // The next reading has read its file, and has not failed yet.
        var generation = (await world.Database.QueryAsync<long>("SELECT generation FROM mesh.sources"))[0];
        await Eventually.HoldsAsync(async () => (await world.Database.QueryAsync<long>("SELECT generation FROM mesh.source_files WHERE file = 'a.csv'"))[0] > generation);
        Assert.Contains("no_deletes", await world.ProblemAsync(), StringComparison.Ordinal);
        Assert.NotNull(await world.FailingSinceAsync());

        await world.Database.ExecuteAsync("ALTER TABLE mesh.outbox DROP CONSTRAINT no_deletes");
        await world.HasAsync(Row(1, "Ana"));
        await Eventually.HoldsAsync(async () => await world.FailingSinceAsync() is null && (await world.StatusAsync()).Problem is null);
    }

    [SkippableFact]
    public async Task Source_without_its_connection_string_fails_in_each_process()
    {
        await using var world = await StartAsync(postgres, CrmDatabase.Source, "");
        await using var reading = world.Read();

        await Eventually.HoldsAsync(async () => await world.FailingSinceAsync() is not null);

        Assert.Equal($"setting {ConnectionSetting} is missing.", Assert.Single(reading.Failures.Lasting).Message);
    }

    [SkippableFact]
    public async Task Files_of_an_empty_folder_are_known_when_they_are_back()
    {
        await using var world = await StartAsync(postgres, Source, "");
        await using var reading = world.Read();
        await WriteAsync("a.csv", "customer_id,name\n1,Ana\n");
        await HasFilesAsync(world, "a.csv 0");
        await WriteAsync("b.csv", "customer_id,name\n1,Bia\n");
        await WriteAsync("c.csv", "id,name\n2,Caio\n");
        await HasFilesAsync(world, "a.csv 0", "b.csv 0", "c.csv 1");

        // As where its volume is not mounted. The file that was refused shows that the source has been looked at.
        var moved = Directory.CreateDirectory($"{Folder.Path}-moved");
        foreach (var file in new DirectoryInfo(Folder.Path).GetFiles())
        {
            file.MoveTo(Path.Combine(moved.FullName, file.Name));
        }

        await HasFilesAsync(world, "a.csv 0", "b.csv 0");
        File.Move(Path.Combine(moved.FullName, "a.csv"), PathOf("a.csv"));
        await WriteAsync("d.csv", "customer_id,name\n3,Davi\n");
        await world.HasAsync(Row(1, "Bia"), Row(3, "Davi"));
        moved.Delete(recursive: true);
    }

    [SkippableFact]
    public async Task Rejected_rows_are_in_the_health_of_the_product_until_the_file_is_corrected()
    {
        await using var world = await StartAsync(postgres, Source, "");
        await WriteAsync("a.csv", "customer_id,name\n1,Ana\nx,Bia\n");
        await using var reading = world.Read();
        await HasFilesAsync(world, "a.csv 1");

        Assert.True(await world.HasRejectedAsync());

        await WriteAsync("a.csv", "customer_id,name\n1,Ana\n2,Bia\n");
        await HasFilesAsync(world, "a.csv 0");
        Assert.False(await world.HasRejectedAsync());
    }

    [SkippableFact]
    public async Task Source_of_a_refused_version_is_stopped_and_the_status_counts_quarantined_rows()
    {
        await using var world = await StartAsync(postgres, Source, "");
        await WriteAsync("a.csv", "customer_id,name\n1,Ana\n");
        await using var reading = world.Read();
        await HasFilesAsync(world, "a.csv 0");
        await world.StateAsync("current");
        await world.Database.ExecuteAsync(
            "INSERT INTO mesh.quarantine (product, version, batch_id, rows, results, samples, quarantined_at, replayed_at) SELECT 'sales.customers_v1', '1.0.0', batch, 3, '[]', '[]', now(), replayed_at FROM (VALUES ('1-3', NULL), ('4-6', now())) AS known(batch, replayed_at)");

        world.Refuse();

        var status = await world.StatusAsync();
        Assert.Equal(("stopped", "1.0.0 was refused, see mesh status.", 1L, 3L), (status.State, status.Problem, status.Rows, status.Quarantined));
    }

    [SkippableFact]
    public async Task Content_of_facts_whose_file_is_gone_is_not_taken_again()
    {
        await using var world = await StartAsync(postgres, Source, "", FileIntakeTests.Facts);
        await WriteAsync("a.csv", "place\nshop\n");
        await WriteAsync("b.csv", "where\nhome\n");
        await using var reading = world.Read();
        await HasFilesAsync(world, "a.csv 0", "b.csv 1");
        await WriteAsync("a.csv", "place\nshop\nwork\n");
        await HasFilesAsync(world, "a.csv 1", "b.csv 1");

        File.Delete(PathOf("a.csv"));
        File.Delete(PathOf("b.csv"));
        await HasFilesAsync(world, "a.csv 0");

        await WriteAsync("c.csv", "place\nshop\n");
        await HasFilesAsync(world, "a.csv 0", "c.csv 0");
        await WriteAsync("a.csv", "place\nshop\nwork\n");
        await HasFilesAsync(world, "a.csv 1", "c.csv 0");
        Assert.Equal([1L], await world.Database.QueryAsync<long>("SELECT count(*) FROM mesh.outbox"));
    }

    [SkippableFact]
    public async Task Rejected_rows_of_a_file_of_facts_stay_in_the_status_when_it_is_written_again_and_restored()
    {
        await using var world = await StartAsync(postgres, Source, "", FileIntakeTests.Facts);
        await WriteAsync("a.csv", "place,visited_at\nshop,\nwork,never\n");
        await using var reading = world.Read();
        await Eventually.HoldsAsync(async () => await FileAsync() is { Rejected: 1, Problems.Count: 1 });
        var problem = (await FileAsync())!.Problems[0];

        await WriteAsync("a.csv", "place,visited_at\nshop,\nwork,never\nhome,\n");
        await Eventually.HoldsAsync(async () => (await FileAsync())!.Problems[0].StartsWith("a.csv was written again", StringComparison.Ordinal));
        Assert.Equal((1L, 1L, problem), await FileAsync() is { Problems: [_, var kept] } again ? (again.Rows, again.Rejected, kept) : default);

        await WriteAsync("a.csv", "place,visited_at\nshop,\nwork,never\n");
        await Eventually.HoldsAsync(async () => (await FileAsync())!.Problems.Count == 1);
        Assert.Equal((1L, 1L, problem), await FileAsync() is { Problems: [var restored] } now ? (now.Rows, now.Rejected, restored) : default);

        async Task<SourceFileStatus?> FileAsync() => (await world.StatusAsync()).Files is [var only] ? only : null;
    }

    private string Source => $"name: exports\nkind: files\npath: {Folder.Path}\nevery: 1 second\n";

    // Each with the number of its problems.
    private static async Task<IReadOnlyList<string>> FilesAsync(IntakeWorld world) =>
        [.. (await world.StatusAsync()).Files.Select(file => $"{file.File} {file.Problems.Count}").Order(StringComparer.Ordinal)];

    private static Task HasFilesAsync(IntakeWorld world, params string[] files) => Eventually.HoldsAsync(async () => (await FilesAsync(world)).SequenceEqual(files));

    private string PathOf(string name) => Path.Combine(Folder.Path, name);

    private Task WriteAsync(string name, string content) => WholeFile.WriteAsync(PathOf(name), content);
}
