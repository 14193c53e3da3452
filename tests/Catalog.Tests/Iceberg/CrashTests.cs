using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Tables;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.Platform.Storage.Settings;
using Npgsql;

namespace MeshStarter.Catalog.Tests.Iceberg;

/// <summary>A commit that was acknowledged is there, whatever dies; one that was refused is not.</summary>
[Collection(CatalogCollection.Name)]
public sealed class CrashTests(CatalogFixture catalog)
{
    private readonly TestProduct _product = new();

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Killed_catalog_loses_no_commit_that_it_acknowledged()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);
        var acknowledged = new ConcurrentQueue<string>();
        for (var round = 0; round < 4; round++)
        {
            await using var victim = await catalog.AnotherProcessAsync();
            using var caller = new IcebergCaller(catalog, catalog.Owner(_product.Domain), victim.Client.BaseAddress);
            var enough = new TaskCompletionSource();
            var writers = Enumerable.Range(0, 4).Select(async writer =>
            {
                try
                {
                    for (var i = 0; ; i++)
                    {
                        var name = $"{round}-{writer}-{i}";
                        Assert.Equal(HttpStatusCode.OK, (await SetAsync(caller, name)).Status);
                        acknowledged.Enqueue(name);
                        if (acknowledged.Count >= (round + 1) * 15)
                        {
                            enough.TrySetResult();
                        }
                    }
                }
                catch (HttpRequestException)
                {
                    // It was killed.
                }
            }).ToList();
            await enough.Task.WaitAsync(TimeSpan.FromMinutes(2));
            await victim.Process.KillAsync();
            await Task.WhenAll(writers);
        }

        var properties = await PropertiesAsync(owner);
        Assert.Empty(acknowledged.Except(properties.Select(property => property.Key)));
        Assert.Equal(HttpStatusCode.OK, (await SetAsync(owner, "after")).Status);
    }

    [SkippableFact]
    public async Task Cut_database_leaves_no_doubt_about_any_commit()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);
        await using var victim = await catalog.AnotherAsync("victim");
        using var caller = new IcebergCaller(catalog, catalog.Owner(_product.Domain), victim.Client.BaseAddress);
        var answers = new ConcurrentDictionary<string, HttpStatusCode>(StringComparer.Ordinal);

        // Cut for ever, the catalog could not find out what became of a commit.
        using var answered = new SemaphoreSlim(0);
        var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(async writer =>
        {
            // Until a cut has met a commit, which 15 of each writer do not promise.
            for (var i = 0; i < 15 || (i < 500 && answers.Values.All(status => status == HttpStatusCode.OK)); i++)
            {
                var answer = await SetAsync(caller, $"{writer}-{i}");
                answers[$"{writer}-{i}"] = answer.Status;
                answered.Release();
            }
        }));
        while (!writing.IsCompleted)
        {
            await catalog.CutConnectionsAsync("victim");
            await Task.WhenAny(writing, answered.WaitAsync());
        }

        await writing;

        var properties = await PropertiesAsync(owner);
        Assert.All(answers, answer => Assert.True(answer.Value is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, $"{answer}"));
        Assert.All(answers, answer => Assert.Equal(answer.Value == HttpStatusCode.OK, properties.ContainsKey(answer.Key)));
        Assert.Contains(answers, answer => answer.Value == HttpStatusCode.ServiceUnavailable);
    }

    [SkippableFact]
    public async Task Commit_in_doubt_is_found_by_its_snapshot_once_the_log_has_none_of_its_file()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);
        await owner.CommitAsync(_product.Domain, "notes", """{"action":"set-properties","updates":{"write.metadata.previous-versions-max":"1"}}""");
        List<LoadedTable> states = [];
        for (var number = 0; number < 3; number++)
        {
            states.Add(await owner.AppendAsync(_product.Domain, "notes", $"file://{catalog.Buckets}/{_product.Domain}/notes/{number}.parquet"));
        }

        var target = new TableTarget(states[0].Identifier, new NamespaceName([_product.Domain]), "notes") { Domain = _product.Domain };
        var move = new TableMove(target, Guid.NewGuid(), OldMetadataLocation: null, new CatalogTable(states[0].MetadataLocation, states[0].Metadata) { Utf8 = default });

        Assert.Equal((true, false), (move.IsIn(states[1].Metadata), move.IsIn(states[2].Metadata)));
        Assert.True((move with { AddedSnapshots = [states[0].Metadata.CurrentSnapshotId!.Value] }).IsIn(states[2].Metadata));
        Assert.False((move with { AddedSnapshots = [1] }).IsIn(states[2].Metadata));
    }

    [SkippableFact]
    public async Task Refusing_database_commits_nothing_and_leaves_no_file()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);
        Assert.Equal(HttpStatusCode.OK, (await SetAsync(owner, "before")).Status);
        var files = Files();
        await using (await catalog.FillDiskAsync(_product.Domain))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await SetAsync(owner, "refused")).Status);
        }

        Assert.Equal(files, Files());
        Assert.Equal(HttpStatusCode.OK, (await SetAsync(owner, "after")).Status);
        Assert.DoesNotContain("refused", (await PropertiesAsync(owner)).Select(property => property.Key));
    }

    [SkippableFact]
    public async Task Metadata_file_of_a_swap_in_doubt_stays()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);
        var files = Files();

        var committed = await HeldRow.CutAsync(catalog, _product.Domain, "notes", caller => SetAsync(caller, "a"));

        // It was made again: the swap of the first file could have come yet.
        Assert.Equal(HttpStatusCode.OK, committed.Status);
        Assert.Equal(files.Count + 2, Files().Count);
    }

    [SkippableFact]
    public async Task Metadata_file_of_a_creation_that_was_lost_in_its_commit_is_gone()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);
        var files = Files();
        await catalog.ExecuteAsync($"""
            CREATE FUNCTION wait_for_notes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM FROM iceberg_tables WHERE namespace = NEW.namespace AND name = 'notes' FOR SHARE; RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER wait_for_notes AFTER INSERT ON iceberg_tables DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.namespace = ARRAY['{_product.Domain}']) EXECUTE FUNCTION wait_for_notes();
            """);
        try
        {
            var created = await HeldRow.CutAsync(catalog, _product.Domain, "notes", caller => caller.CreateAsync(_product.Domain, "lost"));

            Assert.Equal("CommitFailedException", created.ErrorType);
        }
        finally
        {
            await catalog.ExecuteAsync("DROP FUNCTION wait_for_notes CASCADE");
        }

        Assert.Equal(files, Files());
    }

    [SkippableFact]
    public async Task Creation_in_doubt_is_known_once_its_transaction_is_over()
    {
        catalog.Require();
        await using var source = NpgsqlDataSource.Create(catalog.Database);
        var store = new TableStore(source, new TableStorage(new BucketNames(catalog.Buckets), remote: null), new IdempotentAnswers(source, TimeProvider.System), TimeProvider.System);
        var (space, id) = (_product.Domain, Guid.NewGuid());
        var move = new TableMove(new TableTarget(new TableIdentifier([space], "notes"), new NamespaceName([space]), "notes") { Domain = space }, id, OldMetadataLocation: null, Table: null!) { ClaimsLocation = true };
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(
            """
            INSERT INTO iceberg_tables (table_id, namespace, name, location, metadata_location, updated_at) VALUES (@id, ARRAY[@space], 'notes', 'file:///notes', 'file:///notes/0', now());
            SELECT pg_advisory_xact_lock(hashtextextended('iceberg ' || @space, 0))
            """,
            new { id, space });

        var found = store.CompletedAsync(move, CancellationToken.None);
        await CatalogFixture.WaitForAsync(connection, found);
        await transaction.CommitAsync();

        Assert.Equal("file:///notes/0", (await found)?.MetadataLocation);
        Assert.True(await store.DropAsync(id, metadataLocation: null, key: null, CancellationToken.None));
    }

    private IReadOnlyList<string> Files() => [.. Directory.EnumerateFiles(Path.Combine(catalog.Buckets, _product.Domain), "*.metadata.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private static Task<IcebergCaller.Answer> SetAsync(IcebergCaller caller, string space, string name) =>
        caller.CommitAsync(space, "notes", new JsonObject { ["action"] = "set-properties", ["updates"] = new JsonObject { [name] = "" } }.ToJsonString());

    private Task<IcebergCaller.Answer> SetAsync(IcebergCaller caller, string name) => SetAsync(caller, _product.Domain, name);

    private async Task<JsonObject> PropertiesAsync(IcebergCaller caller) => (await caller.GetAsync($"mesh/namespaces/{_product.Domain}/tables/notes")).Metadata["properties"]!.AsObject();
}
