using System.Net;
using System.Text;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Catalog.Tests.Iceberg;

[Collection(CatalogCollection.Name)]
public sealed class CommitTests(CatalogFixture catalog)
{
    private readonly TestProduct _product = new();

    private string Bucket => $"file://{catalog.Buckets}/{_product.Domain}";

    [SkippableFact]
    public async Task Eight_writers_at_two_catalogs_all_get_their_rows_in()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);
        var second = await catalog.SecondAsync();
        using var other = new IcebergCaller(catalog, catalog.Owner(_product.Domain), second.Client.BaseAddress);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var i = 0; i < 5; i++)
            {
                await (writer % 2 == 0 ? owner : other).AppendAsync(_product.Domain, "notes", $"{Bucket}/notes/{writer}-{i}.parquet");
            }
        }));

        var table = (await other.Tables.LoadAsync(new TableIdentifier([_product.Domain], "notes"), CancellationToken.None))!.Metadata;
        Assert.Equal((40, 40L, "40"), (table.Snapshots.Count, table.LastSequenceNumber, table.CurrentSnapshot!.Summary["total-records"]));
        Assert.Equal(40, table.SnapshotLog.Count);
    }

    [SkippableFact]
    public async Task Swap_that_lost_its_race_is_made_on_what_came_first()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);
        var second = await catalog.SecondAsync();
        using var other = new IcebergCaller(catalog, catalog.Owner(_product.Domain), second.Client.BaseAddress);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            (i % 2 == 0 ? owner : other).CommitAsync(_product.Domain, "notes", $$$"""{"action":"set-properties","updates":{"p{{{i}}}":"v"}}""")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        var loaded = await owner.GetAsync($"mesh/namespaces/{_product.Domain}/tables/notes");
        Assert.Equal(40, loaded.Metadata["properties"]!.AsObject().Count);
        Assert.Equal(41, Directory.GetFiles(Path.GetDirectoryName(loaded.MetadataLocation["file://".Length..])!).Length);
    }

    [SkippableFact]
    public async Task Table_that_a_commit_was_answered_with_is_not_sent_again()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);
        var tables = owner.Tables;
        var name = new TableIdentifier([_product.Domain], "notes");

        var committed = await tables.CommitAsync(name, new TableCommit([], [new SetProperties(new Dictionary<string, string> { ["a"] = "b" })]), CancellationToken.None);
        Assert.Same(committed, await tables.LoadAsync(name, CancellationToken.None));

        await owner.CommitAsync(_product.Domain, "notes", """{"action":"set-properties","updates":{"a":"c"}}""");
        Assert.Equal("c", (await tables.LoadAsync(name, CancellationToken.None))!.Metadata.Properties["a"]);
    }

    [SkippableFact]
    public async Task Short_answer_to_a_commit_makes_the_table_that_the_catalog_has()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);
        var name = new TableIdentifier([_product.Domain], "notes");
        var requestedLess = 0;
        var tables = owner.TablesHeard((request, send) =>
        {
            requestedLess += request.Headers.TryGetValues("Prefer", out var preferred) && preferred.Contains("return=minimal") ? 1 : 0;
            return send();
        });
        var store = new FolderStore("/");
        var committer = new TableCommitter(tables, store, new ScanPlanner(store, new ManifestCache(1 << 20)), TimeProvider.System);
        var table = (await tables.LoadAsync(name, CancellationToken.None))!;
        var first = 0L;
        for (var number = 0; number < 4; number++)
        {
            Directory.CreateDirectory($"{catalog.Buckets}/{_product.Domain}/notes");
            await File.WriteAllTextAsync($"{catalog.Buckets}/{_product.Domain}/notes/{number}.parquet", "");
            (table, var id) = await committer.CommitAsync(table, IcebergCaller.Change($"{Bucket}/notes/{number}.parquet", $"batch {number}"), CancellationToken.None);
            first = first == 0 ? id : first;
            await AssertSameAsync(table);
        }

        var wide = new SchemaEvolution(table.Metadata);
        wide.Add("note", new IcebergPrimitive(IcebergPrimitiveKind.String));
        foreach (var updates in (IReadOnlyList<TableUpdate>[])
        [
            [new SetProperties(new Dictionary<string, string> { ["write.metadata.previous-versions-max"] = "2", ["a"] = "b" })],
            [new AddSchema(wide.ToSchema()), new SetCurrentSchema(-1)],
            [new SetSnapshotReference("audit", SnapshotReference.Branch(first))],
            [new RemoveProperties(["a"])],
            [new RemoveSnapshots([table.Metadata.Snapshots[1].SnapshotId])],
        ])
        {
            table = await tables.CommitAsync(name, new TableCommit([], updates), CancellationToken.None);
            await AssertSameAsync(table);
        }

        // Where another was first, what is known of before does not make the table.
        await owner.CommitAsync(_product.Domain, "notes", """{"action":"set-properties","updates":{"b":"c"}}""");
        table = await tables.CommitAsync(name, new TableCommit([], [new SetProperties(new Dictionary<string, string> { ["d"] = "e" })]), CancellationToken.None);
        Assert.Equal(("c", "e"), (table.Metadata.Properties["b"], table.Metadata.Properties["d"]));
        await AssertSameAsync(table);
        Assert.Equal(10, requestedLess);

        async Task AssertSameAsync(LoadedTable known)
        {
            var loaded = (await owner.Tables.LoadAsync(name, CancellationToken.None))!;
            Assert.Equal(loaded.MetadataLocation, known.MetadataLocation);
            Assert.Equal(Encoding.UTF8.GetString(loaded.Metadata.ToUtf8().Span), Encoding.UTF8.GetString(known.Metadata.ToUtf8().Span));
            Assert.Same(known, await tables.LoadAsync(name, CancellationToken.None));
        }
    }

    [SkippableFact]
    public async Task Table_that_cannot_be_loaded_after_its_commit_is_not_taken_for_a_refusal()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);
        var name = new TableIdentifier([_product.Domain], "notes");
        var isWithdrawn = false;
        var tables = owner.TablesHeard((request, send) => isWithdrawn && request.Method == HttpMethod.Get
            ? Task.FromResult(new HttpResponseMessage(HttpStatusCode.Forbidden) { Content = new StringContent("""{"error":{"message":"No more.","type":"ForbiddenException","code":403}}""") })
            : send());
        await tables.LoadAsync(name, CancellationToken.None);
        await owner.CommitAsync(_product.Domain, "notes", """{"action":"set-properties","updates":{"a":"b"}}""");
        isWithdrawn = true;

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() =>
            tables.CommitAsync(name, new TableCommit([], [new SetProperties(new Dictionary<string, string> { ["c"] = "d" })]), CancellationToken.None));

        Assert.Contains("was changed", failure.Message, StringComparison.Ordinal);
        Assert.Equal("d", (await owner.Tables.LoadAsync(name, CancellationToken.None))!.Metadata.Properties["c"]);
    }

    [SkippableFact]
    public async Task State_that_was_requested_before_a_commit_does_not_take_its_place()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);
        var name = new TableIdentifier([_product.Domain], "notes");
        Func<Task>? concurrently = null;
        var tables = owner.TablesHeard(async (request, send) =>
        {
            var answer = await send();
            if (request.Method == HttpMethod.Get && Interlocked.Exchange(ref concurrently, null) is { } happens)
            {
                await happens();
            }

            return answer;
        });
        LoadedTable? committed = null;
        concurrently = async () => committed = await tables.CommitAsync(name, new TableCommit([], [new SetProperties(new Dictionary<string, string> { ["a"] = "b" })]), CancellationToken.None);

        await tables.LoadAsync(name, CancellationToken.None);

        Assert.Same(committed, tables.Known(name));
    }

    [SkippableFact]
    public async Task Commit_is_answered_with_the_whole_table_unless_less_is_requested()
    {
        using var owner = await catalog.OwnerAsync(_product);
        var made = await owner.CreateAsync(_product.Domain, "notes");
        const string Change = """{"action":"set-properties","updates":{"a":"b"}}""";

        var small = await owner.CommitAsync(_product.Domain, "notes", Change, "", ("Prefer", "return=minimal"));
        Assert.Equal(["last-updated-ms", "metadata-location", "previous-metadata-location"], small.Body.Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.Equal(made.MetadataLocation, small.Body["previous-metadata-location"]!.GetValue<string>());

        // Nothing changes: there is no commit to report.
        var unchanged = await owner.CommitAsync(_product.Domain, "notes", "", "", ("Prefer", "return=minimal"));
        Assert.Equal((small.MetadataLocation, small.EntityTag), (unchanged.MetadataLocation, unchanged.EntityTag));
        Assert.Equal("b", unchanged.Metadata["properties"]!["a"]!.GetValue<string>());
        Assert.Equal("c", (await owner.CommitAsync(_product.Domain, "notes", """{"action":"set-properties","updates":{"a":"c"}}""")).Metadata["properties"]!["a"]!.GetValue<string>());
    }

    [SkippableTheory]
    [InlineData("true", 4)]
    [InlineData("false", 12)]
    public async Task Metadata_that_the_log_lets_go_goes_where_the_table_wants_it(string wanted, int files)
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);
        await owner.CommitAsync(_product.Domain, "notes", $$$"""{"action":"set-properties","updates":{"write.metadata.previous-versions-max":"3","write.metadata.delete-after-commit.enabled":"{{{wanted}}}"}}""");
        for (var i = 0; i < 10; i++)
        {
            await owner.CommitAsync(_product.Domain, "notes", $$$"""{"action":"set-properties","updates":{"p":"{{{i}}}"}}""");
        }

        var loaded = await owner.GetAsync($"mesh/namespaces/{_product.Domain}/tables/notes");
        Assert.Equal(files, Directory.GetFiles(Path.GetDirectoryName(loaded.MetadataLocation["file://".Length..])!).Length);
        Assert.Equal(3, loaded.Metadata["metadata-log"]!.AsArray().Count);
        Assert.All(loaded.Metadata["metadata-log"]!.AsArray(), entry => Assert.True(File.Exists(entry!["metadata-file"]!.GetValue<string>()["file://".Length..])));
    }

    [SkippableFact]
    public async Task Commit_whose_requirement_or_name_does_not_hold_is_refused_and_leaves_the_table_as_it_was()
    {
        using var owner = await catalog.OwnerAsync(_product);
        var made = await owner.CreateAsync(_product.Domain, "notes");

        var answer = await owner.CommitAsync(_product.Domain, "notes", """{"action":"set-properties","updates":{"a":"b"}}""", """{"type":"assert-current-schema-id","current-schema-id":7}""");

        Assert.Equal((HttpStatusCode.Conflict, "CommitFailedException"), (answer.Status, answer.ErrorType));
        Assert.Equal(made.MetadataLocation, (await owner.GetAsync($"mesh/namespaces/{_product.Domain}/tables/notes")).MetadataLocation);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(made.MetadataLocation["file://".Length..])!));

        var elsewhere = await owner.SendAsync("POST", $"mesh/namespaces/{_product.Domain}/tables/notes", """{"identifier":{"namespace":["x"],"name":"notes"},"requirements":[],"updates":[]}""");

        Assert.Equal(HttpStatusCode.BadRequest, elsewhere.Status);

        var refused = await owner.CommitAsync(_product.Domain, "a%0Ab", $$"""{"action":"assign-uuid","uuid":"{{Guid.NewGuid()}}"}""", """{"type":"assert-create"}""");

        Assert.Equal((HttpStatusCode.BadRequest, "table: a name has 1 to 255 characters, none of them a control character."), (refused.Status, refused.Message));
    }

    [SkippableTheory]
    [InlineData("""{"action":"paint-it-black"}""", "", "body.updates")]
    [InlineData("""{"action":"set-properties","updates":{"a":1}}""", "", "updates")]
    [InlineData("""{"action":"set-current-schema","schema-id":9}""", "", "set-current-schema")]
    [InlineData("""{"action":"set-properties","updates":{}}""", """{"type":"assert-anything"}""", "requirements")]
    [InlineData("""{"action":"upgrade-format-version","format-version":1}""", "", "upgrade-format-version")]
    public async Task What_is_not_a_commit_is_refused_and_names_the_member(string updates, string requirements, string named)
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);

        var answer = await owner.CommitAsync(_product.Domain, "notes", updates, requirements);

        Assert.Equal((HttpStatusCode.BadRequest, "BadRequestException"), (answer.Status, answer.ErrorType));
        Assert.Contains(named.Replace("body.", "", StringComparison.Ordinal), answer.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Snapshot_of_a_tag_that_a_commit_does_not_know_is_not_removed()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);
        var first = (await owner.AppendAsync(_product.Domain, "notes", $"{Bucket}/notes/1.parquet")).Metadata.CurrentSnapshotId!.Value;
        await owner.AppendAsync(_product.Domain, "notes", $"{Bucket}/notes/2.parquet");
        await owner.CommitAsync(_product.Domain, "notes", $$"""{"action":"set-snapshot-ref","ref-name":"q3","type":"tag","snapshot-id":{{first}}}""");
        var removal = $$"""{"action":"remove-snapshots","snapshot-ids":[{{first}}]}""";

        var refused = await owner.CommitAsync(_product.Domain, "notes", removal);

        Assert.Equal((HttpStatusCode.Conflict, "CommitFailedException"), (refused.Status, refused.ErrorType));
        Assert.Contains("q3", refused.Message, StringComparison.Ordinal);
        var made = await owner.CommitAsync(_product.Domain, "notes", $$"""{"action":"remove-snapshot-ref","ref-name":"q3"},{{removal}}""");
        Assert.Single(made.Metadata["snapshots"]!.AsArray());
    }

    [SkippableFact]
    public async Task Branch_takes_neither_batch_nor_number_from_what_main_is_to_have()
    {
        using var service = await catalog.ServiceWithTableAsync(_product);
        using var owner = new IcebergCaller(catalog, catalog.Owner(_product.Domain));
        await service.AppendAsync(_product.Domain, "orders_v1", $"{Bucket}/orders_v1/1.parquet", batch: "1-1");
        var branch = await owner.AppendAsync(_product.Domain, "orders_v1", $"{Bucket}/orders_v1/2.parquet", branch: "audit", batch: "2-2");
        var audit = branch.Metadata.SnapshotById(branch.Metadata.Reference("audit")!.SnapshotId)!;

        var last = await owner.CommitAsync(
            _product.Domain,
            "orders_v1",
            $$$"""{"action":"add-snapshot","snapshot":{"snapshot-id":77,"parent-snapshot-id":{{{audit.SnapshotId}}},"sequence-number":9223372036854775807,"timestamp-ms":{{{audit.TimestampMs}}},"manifest-list":"{{{audit.ManifestList}}}","summary":{"operation":"append"} } },{"action":"set-snapshot-ref","ref-name":"audit","type":"branch","snapshot-id":77}""");
        var after = await service.AppendAsync(_product.Domain, "orders_v1", $"{Bucket}/orders_v1/3.parquet", batch: "2-2");

        Assert.Equal((HttpStatusCode.BadRequest, "BadRequestException"), (last.Status, last.ErrorType));
        Assert.Equal("2", after.Metadata.CurrentSnapshot!.Summary["total-records"]);
    }

    [SkippableFact]
    public async Task Batch_is_taken_once_and_answered_as_often_as_it_is_sent_also_to_two_catalogs_at_once()
    {
        using var service = await catalog.ServiceWithTableAsync(_product);
        var second = await catalog.SecondAsync();
        using var other = new IcebergCaller(catalog, catalog.Service(_product.Domain), second.Client.BaseAddress);

        var tables = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            (i % 2 == 0 ? service : other).AppendAsync(_product.Domain, "orders_v1", $"{Bucket}/orders_v1/{i}.parquet", batch: "the batch")));

        Assert.All(tables, table => Assert.Equal("1", table.Metadata.CurrentSnapshot!.Summary["total-records"]));

        await service.AppendAsync(_product.Domain, "orders_v1", $"{Bucket}/orders_v1/1.parquet", batch: "17");
        await service.AppendAsync(_product.Domain, "orders_v1", $"{Bucket}/orders_v1/2.parquet", batch: "18");

        var again = await service.AppendAsync(_product.Domain, "orders_v1", $"{Bucket}/orders_v1/3.parquet", batch: "17");

        Assert.Equal(["the batch", "17", "18"], again.Metadata.Snapshots.Select(snapshot => snapshot.Summary["mesh.batch-id"]));
        Assert.Equal("3", again.Metadata.CurrentSnapshot!.Summary["total-records"]);
    }

    [SkippableFact]
    public async Task Same_request_under_the_same_key_is_done_once()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);
        var key = ("Idempotency-Key", Guid.CreateVersion7().ToString());
        Task<IcebergCaller.Answer> Send((string, string) under, string value = "b") => owner.CommitAsync(
            _product.Domain, "notes", $$$"""{"action":"set-properties","updates":{"a":"{{{value}}}"}}""", """{"type":"assert-last-assigned-field-id","last-assigned-field-id":2}""", under);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Send(key)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Single(answers.Select(answer => answer.MetadataLocation).Distinct(StringComparer.Ordinal));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "UnprocessableEntityException"), await Send(key, "c") is var other ? (other.Status, other.ErrorType) : default);
        Assert.Equal(HttpStatusCode.BadRequest, (await Send(("Idempotency-Key", Guid.NewGuid().ToString()))).Status);
    }

    [SkippableFact]
    public async Task Refusal_under_a_key_stays_a_refusal()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);
        var key = ("Idempotency-Key", Guid.CreateVersion7().ToString());
        Task<IcebergCaller.Answer> DropAsync() => owner.SendAsync("DELETE", $"mesh/namespaces/{_product.Domain}/tables/late", null, key);

        Assert.Equal("NoSuchTableException", (await DropAsync()).ErrorType);
        await owner.CreateAsync(_product.Domain, "late");

        Assert.Equal("NoSuchTableException", (await DropAsync()).ErrorType);
        Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync($"mesh/namespaces/{_product.Domain}/tables/late")).Status);
    }

    [SkippableFact]
    public async Task Changes_of_several_tables_are_done_all_or_none()
    {
        using var owner = await catalog.OwnerAsync(_product);
        await owner.CreateAsync(_product.Domain, "one");
        await owner.CreateAsync(_product.Domain, "two");
        string Change(string table, int schema) => $$$"""{"identifier":{"namespace":["{{{_product.Domain}}}"],"name":"{{{table}}}"},"requirements":[{"type":"assert-current-schema-id","current-schema-id":{{{schema}}}}],"updates":[{"action":"set-properties","updates":{"a":"b"}}]}""";
        async Task<int> PropertiesAsync(string table) => (await owner.GetAsync($"mesh/namespaces/{_product.Domain}/tables/{table}")).Metadata["properties"]!.AsObject().Count;

        Assert.Equal(HttpStatusCode.Conflict, (await owner.SendAsync("POST", "mesh/transactions/commit", $$$"""{"table-changes":[{{{Change("one", 0)}}},{{{Change("two", 9)}}}]}""")).Status);
        Assert.Equal((0, 0), (await PropertiesAsync("one"), await PropertiesAsync("two")));
        Assert.Equal(HttpStatusCode.NoContent, (await owner.SendAsync("POST", "mesh/transactions/commit", $$$"""{"table-changes":[{{{Change("one", 0)}}},{{{Change("two", 0)}}}]}""")).Status);
        Assert.Equal((1, 1), (await PropertiesAsync("one"), await PropertiesAsync("two")));
        Assert.Equal(HttpStatusCode.BadRequest, (await owner.SendAsync("POST", "mesh/transactions/commit", $$$"""{"table-changes":[{{{Change("one", 0)}}},{{{Change("one", 0)}}}]}""")).Status);
    }
}
