using MeshStarter.Sdk.Tests.Outbox;
using MeshStarter.ServiceDefaults.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MeshStarter.Sdk.Tests;

/// <summary>A domain's own database with the SDK's tables in it.</summary>
internal sealed class MeshDatabase(NpgsqlDataSource source) : IAsyncDisposable
{
    // It has no types of its own, and to ask the server for its types takes as long as to make a database.
    private const string BuiltInTypes = ";Server Compatibility Mode=NoTypeLoading";

    private RunningSequencer? _sequencer;

    public NpgsqlDataSource Source => source;

    public static async Task<MeshDatabase> CreateAsync(PostgresFixture postgres) => new(NpgsqlDataSource.Create(await ConnectionAsync(postgres)));

    /// <summary>Makes one with a sequencer, which ends with it.</summary>
    public static async Task<MeshDatabase> SequencedAsync(PostgresFixture postgres)
    {
        var database = await CreateAsync(postgres);
        database._sequencer = await RunningSequencer.StartAsync(database);
        return database;
    }

    /// <summary>Makes one, and returns its connection string.</summary>
    public static async Task<string> ConnectionAsync(PostgresFixture postgres) =>
        await postgres.CreateDatabaseAsync($"sdk_{typeof(SdkExtensions).Module.ModuleVersionId:N}", MigrateAsync) + BuiltInTypes;

    /// <summary>Does something in a transaction and commits it.</summary>
    public Task CommitAsync(Func<NpgsqlTransaction, Task> work) => source.InTransactionAsync(work, CancellationToken.None);

    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql) => source.QueryAsync<T>(sql, null, CancellationToken.None);

    public Task ExecuteAsync(string sql) => source.ExecuteAsync(sql, null, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await (_sequencer?.DisposeAsync() ?? ValueTask.CompletedTask);
        await source.DisposeAsync();
    }

    private static async Task MigrateAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await new MigrationRunner(
            source,
            [new MigrationSet("sdk", typeof(SdkExtensions).Assembly, "MeshStarter.Sdk.Migrations.")],
            Options.Create(new DatabaseOptions()),
            TimeProvider.System,
            NullLogger<MigrationRunner>.Instance).RunAsync(CancellationToken.None);
    }
}
