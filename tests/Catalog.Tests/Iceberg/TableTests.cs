using System.Net;
using System.Text.Json.Nodes;

namespace MeshStarter.Catalog.Tests.Iceberg;

[Collection(CatalogCollection.Name)]
[Trait("Category", "Quick")]
public sealed class TableTests(CatalogFixture catalog)
{
    private readonly TestProduct _product = new();

    [SkippableFact]
    public async Task Table_is_made_loaded_and_known_by_its_tag()
    {
        using var owner = await catalog.OwnerAsync(_product);

        var made = await owner.CreateAsync(_product.Domain, "notes");
        var loaded = await owner.GetAsync($"mesh/namespaces/{_product.Domain}/tables/notes");

        Assert.Equal(made.MetadataLocation, loaded.MetadataLocation);
        Assert.StartsWith($"file://{catalog.Buckets}/{_product.Domain}/notes_", loaded.Metadata["location"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal($"{loaded.Metadata["location"]}/metadata", loaded.MetadataLocation[..loaded.MetadataLocation.LastIndexOf('/')]);
        Assert.Equal(loaded.Metadata.ToJsonString(), JsonNode.Parse(await File.ReadAllTextAsync(loaded.MetadataLocation["file://".Length..]))!.ToJsonString());
        Assert.Equal(HttpStatusCode.NotModified, (await owner.SendAsync("GET", $"mesh/namespaces/{_product.Domain}/tables/notes", null, ("If-None-Match", loaded.EntityTag!))).Status);
        Assert.Equal(HttpStatusCode.OK, (await owner.SendAsync("GET", $"mesh/namespaces/{_product.Domain}/tables/notes?snapshots=refs", null, ("If-None-Match", loaded.EntityTag!))).Status);
        Assert.Equal((HttpStatusCode.Conflict, "AlreadyExistsException"), await owner.CreateAsync(_product.Domain, "notes") is var twice ? (twice.Status, twice.ErrorType) : default);
        Assert.Equal("""[{"namespace":["D"],"name":"notes"}]""".Replace("D", _product.Domain, StringComparison.Ordinal), (await owner.GetAsync($"mesh/namespaces/{_product.Domain}/tables")).Body["identifiers"]!.ToJsonString());
    }

    [SkippableFact]
    public async Task Of_several_that_make_a_table_at_one_time_one_does_and_the_others_find_it()
    {
        using var owner = await catalog.OwnerAsync(_product);
        for (var table = 0; table < 8; table++)
        {
            var name = $"notes{table}";
            var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => owner.CreateAsync(_product.Domain, name, more: $$""","location":"file://{{catalog.Buckets}}/{{_product.Domain}}/{{name}}" """)));

            Assert.Equal(
                [(HttpStatusCode.OK, null), .. Enumerable.Repeat((HttpStatusCode.Conflict, "AlreadyExistsException"), 7)],
                made.Select(answer => (answer.Status, answer.Status == HttpStatusCode.OK ? null : answer.ErrorType)).OrderBy(answer => answer.Status));
        }
    }

    [SkippableFact]
    public async Task Table_s_tag_changes_with_a_commit_and_its_folder_has_neither_credentials_nor_another_table()
    {
        using var owner = await catalog.OwnerAsync(_product);
        var made = await owner.CreateAsync(_product.Domain, "notes");

        var changed = await owner.CommitAsync(_product.Domain, "notes", """{"action":"set-properties","updates":{"a":"b"}}""");

        Assert.NotEqual(made.EntityTag, changed.EntityTag);
        Assert.Equal(changed.EntityTag, (await owner.GetAsync($"mesh/namespaces/{_product.Domain}/tables/notes")).EntityTag);
        Assert.Contains("/metadata/00001-", changed.MetadataLocation, StringComparison.Ordinal);
        Assert.Equal(made.MetadataLocation, changed.Metadata["metadata-log"]![0]!["metadata-file"]!.GetValue<string>());

        var loaded = await owner.SendAsync("GET", $"mesh/namespaces/{_product.Domain}/tables/notes", null, ("X-Iceberg-Access-Delegation", "vended-credentials"));
        var credentials = await owner.GetAsync($"mesh/namespaces/{_product.Domain}/tables/notes/credentials");

        Assert.Equal("{}", loaded.Body["config"]!.ToJsonString());
        Assert.False(loaded.Body.ContainsKey("storage-credentials"));
        Assert.Equal("""{"storage-credentials":[]}""", credentials.Body.ToJsonString());

        var prepared = await owner.CreateAsync(_product.Domain, "more", more: $$""","stage-create":true,"location":"{{made.Metadata["location"]}}/data" """);

        Assert.Equal((HttpStatusCode.BadRequest, "BadRequestException"), (prepared.Status, prepared.ErrorType));
    }

    [SkippableFact]
    public async Task Snapshots_that_nothing_points_at_are_left_out_when_requested()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);
        for (var i = 0; i < 3; i++)
        {
            await owner.AppendAsync(_product.Domain, "notes", $"file://{catalog.Buckets}/{_product.Domain}/x/{i}.parquet");
        }

        Assert.Equal(3, (await owner.GetAsync($"mesh/namespaces/{_product.Domain}/tables/notes")).Metadata["snapshots"]!.AsArray().Count);
        Assert.Single((await owner.GetAsync($"mesh/namespaces/{_product.Domain}/tables/notes?snapshots=refs")).Metadata["snapshots"]!.AsArray());
        Assert.Equal(HttpStatusCode.BadRequest, (await owner.GetAsync($"mesh/namespaces/{_product.Domain}/tables/notes?snapshots=some")).Status);
    }

    [SkippableFact]
    public async Task Prepared_table_is_there_once_its_commit_is()
    {
        using var owner = await catalog.OwnerAsync(_product);
        var staged = await owner.CreateAsync(_product.Domain, "notes", more: ""","stage-create":true""");
        Assert.False(staged.Body.ContainsKey("metadata-location"));
        Assert.Equal("NoSuchTableException", (await owner.GetAsync($"mesh/namespaces/{_product.Domain}/tables/notes")).ErrorType);

        var updates = $$$"""
            {"action":"assign-uuid","uuid":"{{{staged.Metadata["table-uuid"]}}}"},{"action":"upgrade-format-version","format-version":2},{"action":"add-schema","schema":{{{staged.Metadata["schemas"]![0]}}}},
            {"action":"set-current-schema","schema-id":-1},{"action":"add-spec","spec":{"spec-id":0,"fields":[]}},{"action":"set-default-spec","spec-id":-1},
            {"action":"add-sort-order","sort-order":{"order-id":0,"fields":[]}},{"action":"set-default-sort-order","sort-order-id":-1},{"action":"set-location","location":"{{{staged.Metadata["location"]}}}"}
            """;
        var made = await owner.CommitAsync(_product.Domain, "notes", updates, """{"type":"assert-create"}""");

        Assert.Equal(staged.Metadata["table-uuid"]!.GetValue<string>(), made.Metadata["table-uuid"]!.GetValue<string>());
        Assert.Equal((HttpStatusCode.Conflict, "CommitFailedException"), await owner.CommitAsync(_product.Domain, "notes", updates, """{"type":"assert-create"}""") is var twice ? (twice.Status, twice.ErrorType) : default);
    }

    [SkippableFact]
    public async Task Table_is_renamed_within_its_domain_and_not_out_of_it()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);
        await owner.CreateAsync(_product.Domain, "standing");
        string Rename(string source, string space, string destination) => $$$"""{"source":{"namespace":["{{{_product.Domain}}}"],"name":"{{{source}}}"},"destination":{"namespace":["{{{space}}}"],"name":"{{{destination}}}"}}""";

        Assert.Equal("AlreadyExistsException", (await owner.SendAsync("POST", "mesh/tables/rename", Rename("notes", _product.Domain, "standing"))).ErrorType);
        Assert.Equal(HttpStatusCode.NoContent, (await owner.SendAsync("POST", "mesh/tables/rename", Rename("notes", _product.Domain, "memos"))).Status);
        Assert.Equal("NoSuchTableException", (await owner.SendAsync("POST", "mesh/tables/rename", Rename("notes", _product.Domain, "others"))).ErrorType);
        Assert.Equal(HttpStatusCode.Forbidden, (await owner.SendAsync("POST", "mesh/tables/rename", Rename("memos", "elsewhere", "memos"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync($"mesh/namespaces/{_product.Domain}/tables/memos")).Status);
    }

    [SkippableTheory]
    [InlineData("tables/rename", """{"source":{"namespace":["a"],"name":"b"}}""", "body.destination: ")]
    [InlineData("tables/rename", """{"source":{"namespace":["a"]},"destination":{"namespace":["a"],"name":"b"}}""", "body.source.name: ")]
    [InlineData("namespaces/a/register", """{"name":"b"}""", "body.metadata-location: ")]
    [InlineData("namespaces/a/register", """{"name":1,"metadata-location":"b"}""", "body.name: ")]
    [InlineData("transactions/commit", """{"table-changes":[]}""", "body.table-changes: ")]
    [InlineData("transactions/commit", """{"table-changes":[{"requirements":[],"updates":[]}]}""", "body.table-changes: ")]
    [InlineData("transactions/commit", "[]", "body: ")]
    public async Task Body_that_lacks_a_member_is_refused_and_the_refusal_names_it(string address, string body, string named)
    {
        using var owner = await catalog.OwnerAsync(_product);

        var refused = await owner.SendAsync("POST", $"mesh/{address}", body);

        Assert.Equal((HttpStatusCode.BadRequest, "BadRequestException"), (refused.Status, refused.ErrorType));
        Assert.StartsWith(named, refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Dropped_table_can_be_registered_again_and_a_purged_one_is_gone()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);
        var elsewhere = $"{catalog.Buckets}/{_product.Domain}/elsewhere.parquet";
        await File.WriteAllTextAsync(elsewhere, "not the table's");
        var table = await owner.AppendAsync(_product.Domain, "notes", "file://" + elsewhere);
        var own = table.Metadata.Location["file://".Length..] + "/data/own.parquet";
        Directory.CreateDirectory(Path.GetDirectoryName(own)!);
        await File.WriteAllTextAsync(own, "the table's");
        table = await owner.AppendAsync(_product.Domain, "notes", "file://" + own);

        Assert.Equal(HttpStatusCode.NoContent, (await owner.SendAsync("DELETE", $"mesh/namespaces/{_product.Domain}/tables/notes?purgeRequested=False")).Status);
        var registration = $$$"""{"name":"again","metadata-location":"{{{table.MetadataLocation}}}"}""";
        Assert.Equal(HttpStatusCode.OK, (await owner.SendAsync("POST", $"mesh/namespaces/{_product.Domain}/register", registration)).Status);
        Assert.Equal("AlreadyExistsException", (await owner.SendAsync("POST", $"mesh/namespaces/{_product.Domain}/register", registration)).ErrorType);
        Assert.Equal(HttpStatusCode.NoContent, (await owner.SendAsync("DELETE", $"mesh/namespaces/{_product.Domain}/tables/again?purgeRequested=True")).Status);

        Assert.Empty(Directory.EnumerateFiles(table.Metadata.Location["file://".Length..], "*", SearchOption.AllDirectories));
        Assert.True(File.Exists(elsewhere));
    }

    [SkippableFact]
    public async Task Purge_that_leaves_a_file_leaves_what_names_it_so_that_the_table_can_be_purged_again()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);
        var folder = (await owner.GetAsync($"mesh/namespaces/{_product.Domain}/tables/notes")).Metadata["location"]!.GetValue<string>()["file://".Length..];
        var stays = folder + "/data/stays.parquet";
        var table = await owner.AppendAsync(_product.Domain, "notes", "file://" + stays);
        // A folder cannot be deleted as a file.
        File.Delete(stays);
        Directory.CreateDirectory(stays);
        var named = FilesIn(folder);

        Assert.Equal(HttpStatusCode.NoContent, (await owner.SendAsync("DELETE", $"mesh/namespaces/{_product.Domain}/tables/notes?purgeRequested=true")).Status);
        Assert.Equal(named, FilesIn(folder));

        Directory.Delete(stays);
        await File.WriteAllTextAsync(stays, "the table's");
        Assert.Equal(HttpStatusCode.OK, (await owner.SendAsync("POST", $"mesh/namespaces/{_product.Domain}/register", $$"""{"name":"again","metadata-location":"{{table.MetadataLocation}}"}""")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await owner.SendAsync("DELETE", $"mesh/namespaces/{_product.Domain}/tables/again?purgeRequested=true")).Status);
        Assert.Empty(FilesIn(folder));

        static IReadOnlyList<string> FilesIn(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }

    [SkippableFact]
    public async Task Purge_that_is_interrupted_leaves_the_table_and_is_finished_by_another()
    {
        using var owner = await catalog.OwnerAsync(_product);
        var made = await owner.CreateAsync(_product.Domain, "notes");
        var folder = made.Metadata["location"]!.GetValue<string>()["file://".Length..];
        await owner.AppendAsync(_product.Domain, "notes", $"file://{folder}/data/1.parquet");

        var interrupted = await HeldRow.CutAsync(
            catalog,
            _product.Domain,
            "notes",
            caller => caller.SendAsync("DELETE", $"mesh/namespaces/{_product.Domain}/tables/notes?purgeRequested=true"),
            whileWaiting: () => Assert.Empty(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, interrupted.Status);
        Assert.Equal(HttpStatusCode.NoContent, (await owner.SendAsync("DELETE", $"mesh/namespaces/{_product.Domain}/tables/notes?purgeRequested=true")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.SendAsync("HEAD", $"mesh/namespaces/{_product.Domain}/tables/notes")).Status);
    }

    [SkippableFact]
    public async Task Purge_takes_the_files_of_a_commit_that_came_in_between()
    {
        using var owner = await catalog.OwnerAsync(_product);
        var made = await owner.CreateAsync(_product.Domain, "notes");
        var folder = made.Metadata["location"]!.GetValue<string>()["file://".Length..];
        var first = await owner.AppendAsync(_product.Domain, "notes", $"file://{folder}/data/1.parquet");
        var second = await owner.AppendAsync(_product.Domain, "notes", $"file://{folder}/data/2.parquet");
        await using (var before = await HeldRow.OfAsync(catalog, _product.Domain, "notes"))
        {
            await before.SetAsync(first.MetadataLocation!);
            await before.ReleaseAsync();
        }

        await using var held = await HeldRow.OfAsync(catalog, _product.Domain, "notes");
        var purged = owner.SendAsync("DELETE", $"mesh/namespaces/{_product.Domain}/tables/notes?purgeRequested=true");
        await held.WaitForAsync(purged);
        await held.SetAsync(second.MetadataLocation!);
        await held.ReleaseAsync();

        Assert.Equal(HttpStatusCode.NoContent, (await purged).Status);
        Assert.Empty(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories));
        Assert.Equal(HttpStatusCode.NotFound, (await owner.SendAsync("HEAD", $"mesh/namespaces/{_product.Domain}/tables/notes")).Status);
    }

    [SkippableFact]
    public async Task Batch_comes_again_once_the_table_is_set_back_to_a_file_from_before_it()
    {
        using var service = await catalog.ServiceWithTableAsync(_product);
        var folder = $"file://{catalog.Buckets}/{_product.Domain}/orders_v1";
        var first = await service.AppendAsync(_product.Domain, "orders_v1", $"{folder}/1.parquet", batch: "17");
        var second = await service.AppendAsync(_product.Domain, "orders_v1", $"{folder}/2.parquet", batch: "18");
        await RegisterAsync(first.MetadataLocation);
        Assert.Equal(["17"], (await BatchesAsync("17", $"{folder}/3.parquet")));

        await RegisterAsync(second.MetadataLocation);
        Assert.Equal(["17", "18"], (await BatchesAsync("18", $"{folder}/4.parquet")));

        await RegisterAsync(first.MetadataLocation);
        Assert.Equal(["17", "18"], (await BatchesAsync("18", $"{folder}/5.parquet")));

        async Task RegisterAsync(string? file) =>
            Assert.Equal(HttpStatusCode.OK, (await service.SendAsync("POST", $"mesh/namespaces/{_product.Domain}/register", $$$"""{"name":"orders_v1","metadata-location":"{{{file}}}","overwrite":true}""")).Status);

        async Task<IEnumerable<string>> BatchesAsync(string batch, string file)
        {
            var table = (await service.AppendAsync(_product.Domain, "orders_v1", file, batch: batch)).Metadata;
            return table.LineOf(table.CurrentSnapshot).Select(snapshot => snapshot.Summary["mesh.batch-id"]).Order(StringComparer.Ordinal);
        }
    }

    [SkippableFact]
    public async Task Metadata_of_all_formats_is_registered_and_given_out_whole()
    {
        using var owner = await catalog.OwnerAsync(_product);
        var folder = $"{catalog.Buckets}/{_product.Domain}/foreign";
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync($"{folder}/v3.metadata.json", $$$"""
            {"format-version":3,"table-uuid":"9c12d441-03fe-4693-9a96-a0705ddf69c2","location":"file://{{{folder}}}","last-sequence-number":0,"last-updated-ms":1602638573590,"last-column-id":1,"current-schema-id":0,
             "schemas":[{"type":"struct","schema-id":0,"fields":[{"id":1,"name":"v","required":false,"type":"variant","write-default":{"a":1}}]}],"default-spec-id":0,"partition-specs":[{"spec-id":0,"fields":[]}],
             "last-partition-id":999,"default-sort-order-id":0,"sort-orders":[{"order-id":0,"fields":[]}],"next-row-id":7,"from-tomorrow":[1.50]}
            """);

        Assert.Equal(HttpStatusCode.OK, (await owner.SendAsync("POST", $"mesh/namespaces/{_product.Domain}/register", $$$"""{"name":"three","metadata-location":"file://{{{folder}}}/v3.metadata.json"}""")).Status);
        var changed = await owner.CommitAsync(_product.Domain, "three", """{"action":"set-properties","updates":{"a":"b"}}""");

        Assert.Equal(("[1.50]", "7", """{"a":1}"""), (changed.Metadata["from-tomorrow"]!.ToJsonString(), changed.Metadata["next-row-id"]!.ToJsonString(), changed.Metadata["schemas"]![0]!["fields"]![0]!["write-default"]!.ToJsonString()));
    }

    [SkippableFact]
    public async Task Table_whose_folder_is_gone_is_a_clear_error_and_can_be_dropped()
    {
        using var owner = await catalog.OwnerAsync(_product);
        var folder = $"{catalog.Buckets}/{_product.Domain}/foreign";
        Directory.CreateDirectory(folder);
        var made = await owner.CreateAsync(_product.Domain, "notes");
        File.Copy(made.MetadataLocation["file://".Length..], $"{folder}/copy.metadata.json");
        await owner.SendAsync("DELETE", $"mesh/namespaces/{_product.Domain}/tables/notes");
        await owner.SendAsync("POST", $"mesh/namespaces/{_product.Domain}/register", $$$"""{"name":"lost","metadata-location":"file://{{{folder}}}/copy.metadata.json"}""");
        await owner.CreateAsync(_product.Domain, "other");
        Directory.Delete(folder, recursive: true);
        var second = await catalog.SecondAsync();
        using var later = new IcebergCaller(catalog, catalog.Owner(_product.Domain), second.Client.BaseAddress);

        var answer = await later.GetAsync($"mesh/namespaces/{_product.Domain}/tables/lost");

        Assert.Equal((HttpStatusCode.NotFound, "NotFoundException"), (answer.Status, answer.ErrorType));
        Assert.Contains("copy.metadata.json", answer.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await owner.SendAsync("DELETE", $"mesh/namespaces/{_product.Domain}/tables/lost")).Status);
    }
}
