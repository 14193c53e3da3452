using System.Net;
using Dapper;
using Npgsql;

namespace MeshStarter.Catalog.Tests.Iceberg;

[Collection(CatalogCollection.Name)]
public sealed class OrphanedMetadataTests(CatalogFixture catalog)
{
    private readonly TestProduct _product = new();

    [SkippableFact]
    public async Task Metadata_files_that_never_came_into_force_go_and_none_that_a_table_names()
    {
        await catalog.RegisterAsync(_product);
        using var owner = new IcebergCaller(catalog, catalog.Owner(_product.Domain));
        var bucket = $"{catalog.Buckets}/{_product.Domain}";
        var made = await owner.CreateAsync(_product.Domain, "notes");
        await owner.CommitAsync(_product.Domain, "notes", """{"action":"set-properties","updates":{"a":"b"}}""");
        var folder = $"{made.Metadata["location"]!.GetValue<string>()["file://".Length..]}/metadata";
        var inForce = Directory.GetFiles(folder);
        var other = made.Metadata.DeepClone();
        other["location"] = $"file://{bucket}/elsewhere";
        other["table-uuid"] = Guid.NewGuid().ToString();
        var registered = await WrittenAsync($"{folder}/00000-{Guid.NewGuid()}.metadata.json", other.ToJsonString());
        Assert.Equal(HttpStatusCode.OK, (await owner.SendAsync("POST", $"mesh/namespaces/{_product.Domain}/register", $$$"""{"name":"others","metadata-location":"file://{{{registered}}}"}""")).Status);
        var orphan = await WrittenAsync($"{folder}/00002-{Guid.NewGuid()}.metadata.json", "{}");
        var young = await WrittenAsync($"{folder}/00003-{Guid.NewGuid()}.metadata.json", "{}");
        var theirs = await WrittenAsync($"{folder}/v1.metadata.json", "{}");
        string[] staying = [.. inForce, registered, young, theirs];
        foreach (var file in inForce.Append(registered).Append(orphan).Append(theirs))
        {
            File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromDays(1.1));
        }

        await catalog.AgeRunAsync("OrphanedMetadata");
        await using var started = await catalog.AnotherAsync();

        await Eventually.HoldsAsync(() => !File.Exists(orphan));

        Assert.Equal(2, inForce.Length);
        Assert.Equal(staying.Order(StringComparer.Ordinal), Directory.GetFiles(folder).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task Old_metadata_file_that_a_table_is_set_back_to_during_the_clean_up_stays()
    {
        using var administrator = new IcebergCaller(catalog, catalog.Administrator());
        var space = _product.Domain;
        await administrator.SendAsync("POST", "mesh/namespaces", $$"""{"namespace":["{{space}}"]}""");
        var made = await administrator.CreateAsync(space, "notes");
        var folder = $"{made.Metadata["location"]!.GetValue<string>()["file://".Length..]}/metadata";
        var orphan = await WrittenAsync($"{folder}/00001-{Guid.NewGuid()}.metadata.json", "{}");
        var old = await WrittenAsync($"{folder}/00002-{Guid.NewGuid()}.metadata.json", made.Metadata.ToJsonString());
        foreach (var file in new[] { orphan, old })
        {
            File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromDays(1.1));
        }

        // A catalog that has this table alone.
        var database = "";
        await using (await catalog.OnAsync(created => Task.FromResult(database = created)))
        {
        }

        await using var source = NpgsqlDataSource.Create(database);
        await using var connection = source.CreateConnection();
        await connection.ExecuteAsync("DELETE FROM recurring_runs");
        var held = await HeldTables.OfAsync(source);
        await held.RunAsync($"INSERT INTO iceberg_tables (table_id, namespace, name, location, metadata_location, updated_at) VALUES (gen_random_uuid(), ARRAY['a', 'b'], 'notes', '{made.Metadata["location"]}', '{made.MetadataLocation}', now())");
        var starting = RunningCatalog.HostAsync($"{database};Application Name=cleaning", catalog.Buckets, catalog.Authority.Issuer, catalog.Policies.Address);
        // It reads all tables to list their folders, to know what they name, and before it deletes.
        for (var reads = 0; reads < 3;)
        {
            reads += await held.WaitForReadAsync() ? 1 : 0;
            held = reads < 3 ? await held.PassAsync() : held;
        }

        await held.RunAsync($"UPDATE iceberg_tables SET metadata_location = 'file://{old}'");
        await held.DisposeAsync();
        await using var started = await starting;

        await Eventually.HoldsAsync(() => !File.Exists(orphan));
        Assert.True(File.Exists(old));
    }

    private static async Task<string> WrittenAsync(string path, string content)
    {
        await File.WriteAllTextAsync(path, content);
        return path;
    }

    // Lets the statements on tables of a catalog through one after another.
    private sealed class HeldTables(NpgsqlDataSource source, NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        private readonly string _waiting = $"FROM pg_stat_activity WHERE application_name = 'cleaning' AND {connection.ProcessID} = ANY(pg_blocking_pids(pid))";

        public static async Task<HeldTables> OfAsync(NpgsqlDataSource source)
        {
            var connection = await source.OpenConnectionAsync();
            var held = new HeldTables(source, connection, await connection.BeginTransactionAsync());
            await held.RunAsync("LOCK TABLE iceberg_tables IN ACCESS EXCLUSIVE MODE");
            return held;
        }

        public Task RunAsync(string sql) => connection.ExecuteAsync(sql);

        /// <summary>Waits until a statement waits; whether it is one that reads all tables.</summary>
        public async Task<bool> WaitForReadAsync()
        {
            await Eventually.HoldsAsync(() => IsAsync($"SELECT EXISTS (SELECT {_waiting})"), "that a statement waits", TimeSpan.FromSeconds(20));
            return await IsAsync($"SELECT EXISTS (SELECT {_waiting} AND query LIKE '%metadata_location FROM iceberg_tables')");
        }

        /// <summary>Lets what waits through, and holds what comes after.</summary>
        public async Task<HeldTables> PassAsync()
        {
            var next = OfAsync(source);
            await Eventually.HoldsAsync(() => IsAsync("SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'iceberg_tables'::regclass AND mode = 'AccessExclusiveLock' AND NOT granted)"));
            await DisposeAsync();
            return await next;
        }

        public async ValueTask DisposeAsync()
        {
            await transaction.CommitAsync();
            await connection.DisposeAsync();
        }

        private async Task<bool> IsAsync(string sql)
        {
            // In a transaction the activity stays as it was at first.
            await using var another = source.CreateConnection();
            return await another.ExecuteScalarAsync<bool>(sql);
        }
    }
}
