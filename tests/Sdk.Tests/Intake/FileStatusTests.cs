using Dapper;
using MeshStarter.TestKit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using static MeshStarter.Sdk.Tests.Intake.IntakeWorld;

namespace MeshStarter.Sdk.Tests.Intake;

/// <summary>The state of a source of files, as an operator sees it.</summary>
public sealed class FileStatusTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mesh-test-status-");

    public void Dispose() => _folder.Delete(recursive: true);

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

    private string Source => $"name: exports\nkind: files\npath: {_folder.FullName}\nevery: 1 second\n";

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private Task WriteAsync(string name, string content) => File.WriteAllTextAsync(PathOf(name), content);
}
