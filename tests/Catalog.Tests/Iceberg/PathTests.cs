using System.Net;
using System.Text.Json;
using MeshStarter.LakeKit;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Catalog.Tests.Iceberg;

/// <summary>No path outside: what a domain's table names is in the domain's bucket.</summary>
[Collection(CatalogCollection.Name)]
public sealed class PathTests(CatalogFixture catalog)
{
    private readonly TestProduct _product = new();

    private string Bucket => $"file://{catalog.Buckets}/{_product.Domain}";

    [SkippableTheory]
    [InlineData("file:///tmp/elsewhere")]
    [InlineData("/tmp/elsewhere")]
    [InlineData("s3://bucket/t")]
    [InlineData("file://host/tmp/t")]
    [InlineData("{bucket}")]
    [InlineData("{bucket}/../other/t")]
    [InlineData("{bucket}x/t")]
    [InlineData("t")]
    public async Task Table_outside_its_domain_s_bucket_is_refused(string location)
    {
        using var owner = await catalog.OwnerAsync(_product);

        var answer = await owner.CreateAsync(_product.Domain, "notes", more: $",\"location\":\"{location.Replace("{bucket}", Bucket, StringComparison.Ordinal)}\"");

        Assert.Equal((HttpStatusCode.BadRequest, "BadRequestException"), (answer.Status, answer.ErrorType));
        Assert.Equal("NoSuchTableException", (await owner.GetAsync($"mesh/namespaces/{_product.Domain}/tables/notes")).ErrorType);
    }

    [SkippableFact]
    public async Task Table_in_another_table_s_folder_is_refused()
    {
        using var owner = await catalog.OwnerAsync(_product);
        Assert.Equal(HttpStatusCode.OK, (await owner.CreateAsync(_product.Domain, "outer", more: $",\"location\":\"{Bucket}/place/outer\"")).Status);

        foreach (var location in (string[])["place/outer", "place/outer/in", "place"])
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await owner.CreateAsync(_product.Domain, "inner", more: $",\"location\":\"{Bucket}/{location}\"")).Status);
        }

        Assert.Equal(HttpStatusCode.OK, (await owner.CreateAsync(_product.Domain, "beside", more: $",\"location\":\"{Bucket}/place/outer2\"")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await owner.CommitAsync(_product.Domain, "beside", $$$"""{"action":"set-location","location":"{{{Bucket}}}/place/outer/x"}""")).Status);
    }

    [SkippableFact]
    public async Task Folder_of_a_product_that_may_come_is_kept_for_it()
    {
        using var owner = await catalog.OwnerAsync(_product);
        var made = await owner.CreateAsync(_product.Domain, "notes");
        Assert.Equal(HttpStatusCode.OK, (await owner.CreateAsync(_product.Domain, "beside", more: $",\"location\":\"{Bucket}/place/orders_v2\"")).Status);
        var metadata = made.Metadata.DeepClone();
        metadata["location"] = $"{Bucket}/orders_v2";
        await File.WriteAllTextAsync($"{catalog.Buckets}/{_product.Domain}/taken.metadata.json", metadata.ToJsonString());

        foreach (var location in (string[])["orders_v2", "orders_v2/data", "parcels_v1", "parcels_v01/x", "orders_v2/"])
        {
            await AssertStoredAsync(owner.CreateAsync(_product.Domain, "taken", more: $",\"location\":\"{Bucket}/{location}\""));
            await AssertStoredAsync(owner.CreateAsync(_product.Domain, "taken", more: $",\"location\":\"{Bucket}/{location}\",\"stage-create\":true"));
            await AssertStoredAsync(owner.CommitAsync(_product.Domain, "notes", $$$"""{"action":"set-location","location":"{{{Bucket}}}/{{{location}}}"}"""));
        }

        await AssertStoredAsync(owner.SendAsync("POST", $"mesh/namespaces/{_product.Domain}/register", $$$"""{"name":"taken","metadata-location":"{{{Bucket}}}/taken.metadata.json"}"""));

        static async Task AssertStoredAsync(Task<IcebergCaller.Answer> requested)
        {
            var answer = await requested;
            Assert.Equal((HttpStatusCode.BadRequest, "BadRequestException"), (answer.Status, answer.ErrorType));
            Assert.Contains("of the form that products' tables have", answer.Message, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task Manifest_list_statistics_and_location_outside_are_refused()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);

        foreach (var update in (string[])
            [
                """{"action":"add-snapshot","snapshot":{"snapshot-id":1,"sequence-number":1,"timestamp-ms":1,"manifest-list":"file:///tmp/x.avro","summary":{"operation":"append"}}}""",
                $$$$"""{"action":"add-snapshot","snapshot":{"snapshot-id":1,"sequence-number":1,"timestamp-ms":1,"manifest-list":"{{{{Bucket}}}}/notes/missing.avro","summary":{"operation":"append"}}}""",
                """{"action":"set-statistics","statistics":{"snapshot-id":1,"statistics-path":"file:///tmp/s.puffin","file-size-in-bytes":1,"file-footer-size-in-bytes":1,"blob-metadata":[]}}""",
                """{"action":"set-partition-statistics","partition-statistics":{"snapshot-id":1,"statistics-path":"file:///tmp/s.parquet","file-size-in-bytes":1}}""",
                """{"action":"set-location","location":"file:///tmp/notes"}""",
            ])
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await owner.CommitAsync(_product.Domain, "notes", update)).Status);
        }
    }

    [SkippableTheory]
    [InlineData("write.data.path", "file:///tmp/elsewhere")]
    [InlineData("write.metadata.path", "{bucket}x/notes")]
    [InlineData("write.object-storage.path", "s3://bucket/t")]
    [InlineData("write.folder-storage.path", "{bucket}/../other/t")]
    public async Task Property_that_sends_writers_outside_is_refused_when_it_is_set(string property, string path)
    {
        using var owner = await catalog.OwnerAsync(_product);
        using var administrator = new IcebergCaller(catalog, catalog.Administrator());
        var space = "n" + Guid.NewGuid().ToString("N")[..12];
        var outside = path.Replace("{bucket}", Bucket, StringComparison.Ordinal);
        static string Properties(string name, string value) => $$$""","properties":{"{{{name}}}":"{{{value}}}"}""";
        static string Update(string name, string value) => $$$"""{"action":"set-properties","updates":{"{{{name}}}":"{{{value}}}"}}""";
        Assert.Equal(HttpStatusCode.OK, (await owner.CreateAsync(_product.Domain, "notes", more: Properties(property, $"{Bucket}/anywhere/"))).Status);
        await administrator.SendAsync("POST", "mesh/namespaces", $$$"""{"namespace":["{{{space}}}"]}""");

        foreach (var answer in (IcebergCaller.Answer[])
            [
                await owner.CreateAsync(_product.Domain, "others", more: Properties(property, outside)),
                await owner.CreateAsync(_product.Domain, "others", more: Properties(property, outside) + ",\"stage-create\":true"),
                await owner.CommitAsync(_product.Domain, "notes", Update(property, outside)),
            ])
        {
            Assert.Equal((HttpStatusCode.BadRequest, "BadRequestException"), (answer.Status, answer.ErrorType));
            Assert.StartsWith($"{property}: {outside}", answer.Message, StringComparison.Ordinal);
            Assert.Contains($"bucket of domain {_product.Domain}, {Bucket}/", answer.Message, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.OK, (await owner.CommitAsync(_product.Domain, "notes", Update(property, $"{Bucket}/elsewhere"))).Status);
        var platforms = await administrator.CreateAsync(space, "notes", more: Properties(property, outside));
        Assert.Equal((HttpStatusCode.BadRequest, "BadRequestException"), (platforms.Status, platforms.ErrorType));
        Assert.Contains("bucket of the platform", platforms.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await administrator.CreateAsync(space, "notes", more: Properties(property, $"file://{catalog.Buckets}/platform/elsewhere"))).Status);
    }

    [SkippableFact]
    public async Task Files_in_manifests_outside_are_refused_and_the_path_is_named()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);

        foreach (var path in (string[])["file:///etc/passwd", $"{Bucket}/../other/x.parquet", $"file://{catalog.Buckets}/other/x.parquet", "s3://x/y.parquet"])
        {
            var refused = await Assert.ThrowsAsync<IcebergValidationException>(() => owner.AppendAsync(_product.Domain, "notes", path));
            Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        }

        await owner.AppendAsync(_product.Domain, "notes", $"{Bucket}/anywhere/in/the/bucket.parquet");
    }

    [SkippableFact]
    public async Task File_of_a_product_has_one_location_and_its_domain_s_own_tables_may_double_a_slash()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);
        using var service = await catalog.ServiceWithTableAsync(_product);
        var main = (await service.AppendAsync(_product.Domain, "orders_v1", $"{Bucket}/orders_v1/data/1.parquet")).Metadata.CurrentSnapshot!;

        var file = await Assert.ThrowsAsync<IcebergValidationException>(() => owner.AppendAsync(_product.Domain, "orders_v1", $"{Bucket}/orders_v1//data/1.parquet", branch: "audit"));
        var list = await owner.CommitAsync(
            _product.Domain,
            "orders_v1",
            $$$$"""{"action":"add-snapshot","snapshot":{"snapshot-id":1,"sequence-number":9,"timestamp-ms":1,"manifest-list":"{{{{main.ManifestList!.Replace("/metadata/", "//metadata/", StringComparison.Ordinal)}}}}","summary":{"operation":"append"}}}""");

        Assert.Contains("//data/1.parquet has a doubled slash", file.Message, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.BadRequest, "BadRequestException"), (list.Status, list.ErrorType));
        Assert.StartsWith("manifest-list: ", list.Message, StringComparison.Ordinal);
        Assert.Contains("Write each slash once.", list.Message, StringComparison.Ordinal);
        await owner.AppendAsync(_product.Domain, "notes", $"{Bucket}/notes//1.parquet");
    }

    [SkippableFact]
    public async Task File_that_is_not_there_keeps_a_commit_out_of_a_domain_s_table()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);
        using var service = await catalog.ServiceWithTableAsync(_product);

        foreach (var (writer, table) in ((IcebergCaller, string)[])[(owner, "notes"), (service, "orders_v1")])
        {
            var refused = await Assert.ThrowsAsync<IcebergValidationException>(() => writer.AppendAsync(_product.Domain, table, $"{Bucket}/missing.parquet"));
            Assert.Contains("missing.parquet: is not there", refused.Message, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task Statistics_that_are_not_there_keep_a_commit_out_and_a_registered_table_is_taken_as_it_is()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);
        var table = await owner.AppendAsync(_product.Domain, "notes", $"{Bucket}/notes/1.parquet");
        Task<IcebergCaller.Answer> SetAsync() => owner.CommitAsync(
            _product.Domain,
            "notes",
            $$$"""{"action":"set-statistics","statistics":{"snapshot-id":{{{table.Metadata.CurrentSnapshotId}}},"statistics-path":"{{{Bucket}}}/notes/s.puffin","file-size-in-bytes":1,"file-footer-size-in-bytes":1,"blob-metadata":[]} }""");

        var refused = await SetAsync();
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains("s.puffin", refused.Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync($"{catalog.Buckets}/{_product.Domain}/notes/s.puffin", "s");
        var set = await SetAsync();
        Assert.Equal(HttpStatusCode.OK, set.Status);

        // What is gone from it is its owner's to know.
        Assert.Equal(HttpStatusCode.NoContent, (await owner.SendAsync("DELETE", $"mesh/namespaces/{_product.Domain}/tables/notes")).Status);
        File.Delete($"{catalog.Buckets}/{_product.Domain}/notes/s.puffin");
        File.Delete($"{catalog.Buckets}/{_product.Domain}/notes/1.parquet");
        Assert.Equal(HttpStatusCode.OK, (await owner.SendAsync("POST", $"mesh/namespaces/{_product.Domain}/register", $$$"""{"name":"again","metadata-location":"{{{set.MetadataLocation}}}"}""")).Status);
    }

    [SkippableFact]
    public async Task Registered_metadata_is_validated_against_the_rule_with_all_it_reaches()
    {
        using var owner = await catalog.OwnerAsync(_product);
        var table = await WriteElsewhereAsync($"{Bucket}/registered", "file:///etc/passwd");
        string Registration(string location) => $$$"""{"name":"notes","metadata-location":"{{{location}}}"}""";

        var reached = await owner.SendAsync("POST", $"mesh/namespaces/{_product.Domain}/register", Registration(table.MetadataLocation));
        Assert.Equal(HttpStatusCode.BadRequest, reached.Status);
        Assert.Contains("/etc/passwd", reached.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await owner.SendAsync("POST", $"mesh/namespaces/{_product.Domain}/register", Registration("file:///tmp/x.metadata.json"))).Status);
        Assert.Equal((HttpStatusCode.NotFound, "NotFoundException"), await owner.SendAsync("POST", $"mesh/namespaces/{_product.Domain}/register", Registration($"{Bucket}/none.metadata.json")) is var none ? (none.Status, none.ErrorType) : default);
    }

    [SkippableTheory]
    [InlineData("file://{outside}")]
    [InlineData("{buckets}")]
    [InlineData("{buckets}/")]
    [InlineData("{buckets}/platform/../orders")]
    [InlineData("{bucket}")]
    [InlineData("{bucket}/place")]
    [InlineData("s3://bucket/t")]
    public async Task Administrator_s_table_outside_the_platform_s_bucket_is_refused(string place)
    {
        using var administrator = new IcebergCaller(catalog, catalog.Administrator());
        using var owner = await catalog.OwnerAsync(_product);
        var space = await SpaceAsync(administrator);
        Assert.Equal(HttpStatusCode.OK, (await administrator.CreateAsync(space, "notes")).Status);
        var outside = Path.Combine(Path.GetTempPath(), $"mesh-test-outside-{Guid.NewGuid():N}");
        var location = place.Replace("{outside}", outside, StringComparison.Ordinal).Replace("{buckets}", $"file://{catalog.Buckets}", StringComparison.Ordinal).Replace("{bucket}", Bucket, StringComparison.Ordinal);

        foreach (var answer in (IcebergCaller.Answer[])
            [
                await administrator.CommitAsync(space, "notes", $$$"""{"action":"set-location","location":"{{{location}}}"}"""),
                await administrator.SendAsync("POST", $"mesh/namespaces/{space}/register", $$$"""{"name":"wide","metadata-location":"{{{location}}}/v1.metadata.json"}"""),
                await administrator.SendAsync("POST", $"mesh/namespaces/{space}/properties", $$$"""{"updates":{"location":"{{{location}}}"}}"""),
                await administrator.SendAsync("POST", "mesh/namespaces", $$$"""{"namespace":["{{{space}}}x"],"properties":{"location":"{{{location}}}"}}"""),
            ])
        {
            Assert.True(answer is { Status: HttpStatusCode.BadRequest, ErrorType: "BadRequestException" }, answer.Body.ToJsonString());
            Assert.Contains($"bucket of the platform, file://{catalog.Buckets}/platform/", answer.Message, StringComparison.Ordinal);
        }

        // A new table is in the platform's bucket, whatever is requested: Iceberg leaves the location to the catalog.
        foreach (var staged in new[] { "true", "false" })
        {
            var made = await administrator.CreateAsync(space, "wide", more: $",\"location\":\"{location}\",\"stage-create\":{staged}");
            Assert.Equal(HttpStatusCode.OK, made.Status);
            Assert.StartsWith($"file://{catalog.Buckets}/platform/", made.Body["metadata"]!["location"]!.GetValue<string>(), StringComparison.Ordinal);
        }

        // No domain is shut out.
        Assert.Equal(HttpStatusCode.OK, (await owner.CreateAsync(_product.Domain, "notes")).Status);
        Assert.False(Directory.Exists(outside));
    }

    [SkippableFact]
    public async Task Administrator_s_tables_name_no_files_outside_the_platform_s_bucket()
    {
        using var administrator = new IcebergCaller(catalog, catalog.Administrator());
        var space = await SpaceAsync(administrator);
        await administrator.CreateAsync(space, "notes");

        foreach (var update in (string[])
            [
                """{"action":"add-snapshot","snapshot":{"snapshot-id":1,"sequence-number":1,"timestamp-ms":1,"manifest-list":"file:///tmp/x.avro","summary":{"operation":"append"}}}""",
                """{"action":"set-properties","updates":{"write.metadata.path":"file:///tmp/x"}}""",
            ])
        {
            var answer = await administrator.CommitAsync(space, "notes", update);
            Assert.Equal((HttpStatusCode.BadRequest, "BadRequestException"), (answer.Status, answer.ErrorType));
        }
    }

    [SkippableFact]
    public async Task Metadata_of_another_table_is_not_registered_a_second_time()
    {
        using var administrator = new IcebergCaller(catalog, catalog.Administrator());
        using var service = new IcebergCaller(catalog, catalog.Service(_product.Domain));
        using var owner = await catalog.OwnerAsync(_product);
        var product = await service.CreateAsync(_product.Domain, "orders_v1");
        var notes = await owner.CreateAsync(_product.Domain, "notes");
        var space = await SpaceAsync(administrator);
        var own = await administrator.CreateAsync(space, "notes");

        foreach (var (caller, place, taken) in ((IcebergCaller, string, IcebergCaller.Answer)[])
            [(administrator, space, product), (administrator, space, notes), (administrator, space, own), (owner, _product.Domain, product), (owner, _product.Domain, notes)])
        {
            var answer = await caller.SendAsync("POST", $"mesh/namespaces/{place}/register", $$$"""{"name":"copy","metadata-location":"{{{taken.MetadataLocation}}}"}""");
            Assert.True(answer is { Status: HttpStatusCode.BadRequest, ErrorType: "BadRequestException" }, answer.Body.ToJsonString());
            Assert.True(File.Exists(taken.MetadataLocation["file://".Length..]));
        }
    }

    [SkippableFact]
    public async Task Administrator_s_tables_do_not_overlap_each_other()
    {
        using var administrator = new IcebergCaller(catalog, catalog.Administrator());
        var (one, other) = (await SpaceAsync(administrator), await SpaceAsync(administrator));
        var made = await administrator.CreateAsync(one, "outer");
        var location = made.Metadata["location"]!.GetValue<string>();

        foreach (var taken in (string[])[location, $"{location}/in", location[..location.LastIndexOf('/')]])
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await administrator.CreateAsync(other, "inner", more: $",\"location\":\"{taken}\"")).Status);
            Assert.Equal(HttpStatusCode.BadRequest, (await administrator.CreateAsync(other, "inner", more: $",\"location\":\"{taken}\",\"stage-create\":true")).Status);
        }
    }

    [SkippableFact]
    public async Task Table_that_an_earlier_state_has_at_the_root_of_all_buckets_shuts_no_one_out()
    {
        using var administrator = new IcebergCaller(catalog, catalog.Administrator());
        using var service = new IcebergCaller(catalog, catalog.Service(_product.Domain));
        using var owner = await catalog.OwnerAsync(_product);
        var space = await SpaceAsync(administrator);
        await administrator.CreateAsync(space, "wide");
        await using var moved = await catalog.MoveTableAsync(space, "wide", $"file://{catalog.Buckets}");

        Assert.Equal(HttpStatusCode.OK, (await owner.CreateAsync(_product.Domain, "notes")).Status);
        Assert.Equal(HttpStatusCode.OK, (await service.CreateAsync(_product.Domain, "orders_v1")).Status);
        Assert.Equal(HttpStatusCode.OK, (await administrator.CreateAsync(space, "others")).Status);
    }

    [SkippableTheory]
    [InlineData("folder", HttpStatusCode.NotFound)]
    [InlineData("pipe", HttpStatusCode.BadRequest)]
    [InlineData("large", HttpStatusCode.BadRequest)]
    public async Task What_is_no_metadata_file_is_refused_at_once(string kind, HttpStatusCode status)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "mkfifo is Linux's.");
        using var owner = await catalog.OwnerOfNotesAsync(_product);
        var path = $"{catalog.Buckets}/{_product.Domain}/{kind}.metadata.json";
        switch (kind)
        {
            case "folder":
                Directory.CreateDirectory(path);
                break;
            case "pipe":
                await System.Diagnostics.Process.Start("mkfifo", path).WaitForExitAsync();
                break;
            default:
                await using (var large = File.Create(path))
                {
                    large.SetLength(4L << 30);
                }

                break;
        }

        var answer = await owner.SendAsync("POST", $"mesh/namespaces/{_product.Domain}/register", $$$"""{"name":"other","metadata-location":"file://{{{path}}}"}""");

        Assert.Equal(status, answer.Status);
        Assert.Contains(path, answer.Message, StringComparison.Ordinal);
    }

    private static async Task<string> SpaceAsync(IcebergCaller administrator)
    {
        var space = "n" + Guid.NewGuid().ToString("N")[..12];
        Assert.Equal(HttpStatusCode.OK, (await administrator.SendAsync("POST", "mesh/namespaces", $$$"""{"namespace":["{{{space}}}"]}""")).Status);
        return space;
    }

    // A table that no catalog checked, as another engine leaves it.
    private static async Task<LoadedTable> WriteElsewhereAsync(string location, string file)
    {
        var store = new FolderStore("/");
        var tables = new LocalTableCatalog(store, location[..location.LastIndexOf('/')], TimeProvider.System);
        using var schema = JsonDocument.Parse($$$"""{"name":"notes","schema":{{{IcebergCaller.Schema}}},"location":"{{{location}}}"}""");
        var made = await tables.CreateAsync(["elsewhere"], NewTable.Parse(schema.RootElement), CancellationToken.None);
        return (await new TableCommitter(tables, store, new ScanPlanner(store, new ManifestCache(1 << 20)), TimeProvider.System).CommitAsync(made, IcebergCaller.Change(file), CancellationToken.None)).Table;
    }
}
