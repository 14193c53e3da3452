using System.Net;
using System.Text;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Catalog.Tests.Iceberg.Foreign;

/// <summary>The requests of DuckDB's iceberg extension, in its order; the extension itself is not in a package registry.</summary>
[Collection(CatalogCollection.Name)]
public sealed class DuckDbRequestTests(CatalogFixture catalog)
{
    private const string Created = """
        {"name":"events","schema":{"type":"struct","fields":[{"name":"id","id":1,"type":"long","required":true},{"name":"place","id":2,"type":{"type":"struct","fields":[{"name":"city","id":3,"type":"string","required":false}]},"required":false}],"schema-id":0},
        "partition-spec":{"spec-id":0,"type":"struct","fields":[{"name":"id_bucket","transform":"bucket[4]","source-id":1,"field-id":1000}]},"write-order":{"order-id":0,"fields":[]},"properties":{"format-version":"2"},"stage-create":true}
        """;

    private readonly TestProduct _product = new();

    private string Bucket => Path.Combine(catalog.Buckets, _product.Domain);

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Table_is_created_by_a_commit_that_sets_its_schema_last(bool hasRows)
    {
        using var owner = await catalog.OwnerAsync(_product);
        var staged = await owner.SendAsync("POST", $"mesh/namespaces/{_product.Domain}/tables", Created);
        Assert.Equal(HttpStatusCode.OK, staged.Status);

        // It writes files before its commit, and creates no folder.
        var location = staged.Metadata["location"]!.GetValue<string>();
        await File.WriteAllTextAsync($"{location["file://".Length..]}/data/1.parquet", "rows");
        var list = hasRows ? await WriteManifestsAsync(staged, $"{location}/data/1.parquet") : null;
        var snapshot = list is null ? "" : $$$""",{"action":"add-snapshot","snapshot":{"snapshot-id":7,"sequence-number":1,"timestamp-ms":{{{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}}},"manifest-list":"{{{list}}}","summary":{"operation":"append"},"schema-id":0}},{"action":"set-snapshot-ref","ref-name":"main","type":"branch","snapshot-id":7}""";
        var created = await owner.SendAsync("POST", $"mesh/namespaces/{_product.Domain}/tables/events", $$$"""
            {"requirements":[{"type":"assert-create"}],"updates":[{"action":"assign-uuid","uuid":"{{{staged.Metadata["table-uuid"]}}}"},{"action":"upgrade-format-version","format-version":2},
            {"action":"add-schema","last-column-id":3,"schema":{{{staged.Metadata["schemas"]![0]}}}},{"action":"add-spec","spec":{"spec-id":0,"fields":[{"name":"id_bucket","transform":"bucket[4]","source-id":1,"field-id":1000}]}},
            {"action":"set-default-spec","spec-id":0},{"action":"add-sort-order","sort-order":{"order-id":0,"fields":[]}},{"action":"set-default-sort-order","sort-order-id":0},
            {"action":"set-location","location":"{{{location}}}"},{"action":"set-properties","updates":{}}{{{snapshot}}},{"action":"set-current-schema","schema-id":0}],
            "identifier":{"name":"events","namespace":["{{{_product.Domain}}}"]}}
            """);

        Assert.True(created.Status == HttpStatusCode.OK, created.Message);
        var loaded = await owner.GetAsync($"mesh/namespaces/{_product.Domain}/tables/events");
        Assert.Equal((created.MetadataLocation, 0, location), (loaded.MetadataLocation, loaded.Metadata["current-schema-id"]!.GetValue<int>(), loaded.Metadata["location"]!.GetValue<string>()));
        Assert.Equal("bucket[4]", loaded.Metadata["partition-specs"]![0]!["fields"]![0]!["transform"]!.GetValue<string>());
        Assert.Equal(hasRows ? 1 : 0, loaded.Metadata["snapshots"]?.AsArray().Count ?? 0);
    }

    [SkippableFact]
    public async Task Writer_without_rights_is_refused_by_the_catalog_and_not_by_a_missing_folder()
    {
        using var owner = await catalog.OwnerAsync(_product);
        using var service = new IcebergCaller(catalog, catalog.Service(_product.Domain));
        using var analyst = new IcebergCaller(catalog, catalog.Analyst());
        var made = await service.CreateAsync(_product.Domain, "orders_v1");

        await File.WriteAllTextAsync($"{Bucket}/orders_v1/data/1.parquet", "rows");
        var written = await WriteManifestsAsync(made, $"file://{Bucket}/orders_v1/data/1.parquet");
        var commit = $$$"""{"action":"add-snapshot","snapshot":{"snapshot-id":7,"sequence-number":1,"timestamp-ms":{{{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}}},"manifest-list":"{{{written}}}","summary":{"operation":"append"},"schema-id":0}},{"action":"set-snapshot-ref","ref-name":"main","type":"branch","snapshot-id":7}""";

        foreach (var caller in (IcebergCaller[])[owner, analyst])
        {
            var refused = await caller.CommitAsync(_product.Domain, "orders_v1", commit, """{"type":"assert-ref-snapshot-id","ref":"main","snapshot-id":null}""");
            Assert.Equal((HttpStatusCode.Forbidden, "ForbiddenException"), (refused.Status, refused.ErrorType));
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await analyst.SendAsync("POST", $"mesh/namespaces/{_product.Domain}/tables", Created)).Status);
        Assert.Equal(HttpStatusCode.OK, (await service.CommitAsync(_product.Domain, "orders_v1", commit, """{"type":"assert-ref-snapshot-id","ref":"main","snapshot-id":null}""")).Status);
    }

    [SkippableFact]
    public async Task Table_registered_with_folders_that_exist_keeps_them()
    {
        using var owner = await catalog.OwnerAsync(_product);
        Directory.CreateDirectory($"{Bucket}/place/data");
        await File.WriteAllTextAsync($"{Bucket}/place/data/kept.parquet", "rows");

        Assert.Equal(HttpStatusCode.OK, (await owner.CreateAsync(_product.Domain, "events", more: $",\"location\":\"file://{Bucket}/place/\",\"stage-create\":true")).Status);

        Assert.True(Directory.Exists($"{Bucket}/place/metadata"));
        Assert.Equal("rows", await File.ReadAllTextAsync($"{Bucket}/place/data/kept.parquet"));
    }

    [SkippableFact]
    public async Task Delete_file_with_an_empty_referenced_data_file_is_taken()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);
        await owner.AppendAsync(_product.Domain, "notes", $"file://{Bucket}/notes/1.parquet");
        await File.WriteAllTextAsync($"{Bucket}/notes/deletes.parquet", "");

        var deleted = await owner.ChangeAsync(_product.Domain, "notes", new SnapshotChange
        {
            Operation = "delete",
            AddedDeletes =
            [
                new DataFile { Location = $"file://{Bucket}/notes/deletes.parquet", Format = DataFile.Parquet, Content = DataFileContent.PositionDeletes, Partition = PartitionTuple.Unpartitioned, RecordCount = 1, SizeInBytes = 100, ReferencedDataFile = "" },
            ],
        });

        Assert.Equal("1", deleted.Metadata.CurrentSnapshot!.Summary["total-delete-files"]);
        Assert.Equal(HttpStatusCode.NoContent, (await owner.SendAsync("DELETE", $"mesh/namespaces/{_product.Domain}/tables/notes")).Status);
        var registered = await owner.SendAsync("POST", $"mesh/namespaces/{_product.Domain}/register", $$$"""{"name":"again","metadata-location":"{{{deleted.MetadataLocation}}}"}""");
        Assert.True(registered.Status == HttpStatusCode.OK, registered.Message);
    }

    private static async Task<string> WriteManifestsAsync(IcebergCaller.Answer table, string file)
    {
        var metadata = TableMetadata.Parse(Encoding.UTF8.GetBytes(table.Metadata.ToJsonString()), "staged");
        var partition = metadata.DefaultSpec.Fields.Count == 0 ? PartitionTuple.Unpartitioned : new PartitionTuple(metadata.DefaultSpecId, [1]);
        return await IcebergCaller.WriteManifestsAsync(metadata, new DataFile { Location = file, Format = DataFile.Parquet, Partition = partition, RecordCount = 1, SizeInBytes = 4 }, 7);
    }
}
