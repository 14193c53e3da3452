using System.Net;
using System.Text;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Manifests;

namespace MeshStarter.Catalog.Tests.Iceberg;

/// <summary>The limits that one table and one request have in the catalog's memory.</summary>
[Collection(CatalogCollection.Name)]
public sealed class LimitTests(CatalogFixture catalog)
{
    private readonly TestProduct _product = new();

    [SkippableFact]
    public async Task Request_beyond_its_limit_is_refused_and_names_the_limit()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);

        var refused = await owner.CommitAsync(_product.Domain, "notes", SetProperty("a", 9_500_000));

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "BadRequestException"), (refused.Status, refused.ErrorType));
        Assert.Contains("4 MiB", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Mesh:Tables:RequestMiB", refused.Message, StringComparison.Ordinal);

        // A writer knows that nothing was changed, and deletes the files that it wrote.
        var commit = new TableCommit([], [new SetProperties(new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = new('x', 9_500_000) })]);
        await Assert.ThrowsAsync<IcebergValidationException>(() => owner.Tables.CommitAsync(new TableIdentifier([_product.Domain], "notes"), commit, CancellationToken.None));
    }

    [SkippableFact]
    public async Task Properties_of_a_table_have_a_limit_over_all_commits()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);

        var first = await owner.CommitAsync(_product.Domain, "notes", SetProperty("a", 600 * 1024));
        var second = await owner.CommitAsync(_product.Domain, "notes", SetProperty("b", 600 * 1024));
        var created = await owner.CreateAsync(_product.Domain, "more", more: $$$""","properties":{"a":"{{{new string('x', 1200 * 1024)}}}"}""");
        var staged = await owner.CreateAsync(_product.Domain, "more", more: $$$""","stage-create":true,"properties":{"a":"{{{new string('x', 1200 * 1024)}}}"}""");
        var replaced = await owner.CommitAsync(_product.Domain, "notes", $$$"""{"action":"remove-properties","removals":["a"]},{{{SetProperty("b", 600 * 1024)}}}""");

        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.All([second, created, staged], refused =>
        {
            Assert.Equal((HttpStatusCode.BadRequest, "BadRequestException"), (refused.Status, refused.ErrorType));
            Assert.Contains("1024 KiB", refused.Message, StringComparison.Ordinal);
            Assert.Contains("Mesh:Tables:PropertiesKiB", refused.Message, StringComparison.Ordinal);
        });
        Assert.Equal(["b"], replaced.Metadata["properties"]!.AsObject().Select(property => property.Key));
    }

    [SkippableFact]
    public async Task Properties_of_a_namespace_have_a_limit_over_all_changes()
    {
        using var owner = await catalog.OwnerAsync(_product);

        var first = await owner.SendAsync("POST", $"mesh/namespaces/{_product.Domain}/properties", $$$"""{"updates":{"a":"{{{new string('x', 600 * 1024)}}}"}}""");
        var second = await owner.SendAsync("POST", $"mesh/namespaces/{_product.Domain}/properties", $$$"""{"updates":{"b":"{{{new string('x', 600 * 1024)}}}"}}""");

        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.Equal(HttpStatusCode.BadRequest, second.Status);
        Assert.Contains("Mesh:Tables:PropertiesKiB", second.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Metadata_of_a_table_has_a_limit_and_may_become_smaller_beyond_it()
    {
        using var owner = await catalog.OwnerAsync(_product);
        var folder = Path.Combine(catalog.Buckets, _product.Domain, "grown");
        var made = await owner.CreateAsync(_product.Domain, "grown");
        Directory.CreateDirectory(Path.Combine(folder, "metadata"));
        var grown = made.Metadata.DeepClone().AsObject();
        grown["properties"]!["comment"] = new string('x', 17 * 1024 * 1024);
        await File.WriteAllTextAsync(Path.Combine(folder, "metadata", "00000-a.metadata.json"), grown.ToJsonString(), new UTF8Encoding(false));

        var registered = await owner.SendAsync("POST", $"mesh/namespaces/{_product.Domain}/register", $$$"""{"name":"taken","metadata-location":"file://{{{folder}}}/metadata/00000-a.metadata.json"}""");

        Assert.Equal((HttpStatusCode.BadRequest, "BadRequestException"), (registered.Status, registered.ErrorType));
        Assert.Contains("Mesh:Tables:MetadataMiB", registered.Message, StringComparison.Ordinal);

        // As if it had grown before there was a limit.
        await File.WriteAllTextAsync(made.MetadataLocation["file://".Length..], grown.ToJsonString(), new UTF8Encoding(false));
        var other = await catalog.SecondAsync();
        using var later = new IcebergCaller(catalog, catalog.Owner(_product.Domain), other.Client.BaseAddress);
        var larger = await later.CommitAsync(_product.Domain, "grown", SetProperty("one-more", 100));
        var smaller = await later.CommitAsync(_product.Domain, "grown", """{"action":"remove-properties","removals":["comment"]}""");

        Assert.Equal(HttpStatusCode.BadRequest, larger.Status);
        Assert.Equal(HttpStatusCode.OK, smaller.Status);
    }

    [SkippableFact]
    public async Task Large_tables_are_changed_and_loaded_by_many_at_once()
    {
        using var owner = await catalog.OwnerAsync(_product);
        string[] names = ["one", "two", "three", "four"];
        foreach (var name in names)
        {
            await owner.CreateAsync(_product.Domain, name);
            var grown = await owner.CommitAsync(_product.Domain, name, $$$"""{"action":"add-schema","schema":{"type":"struct","fields":[{"id":1,"name":"order_id","type":"uuid","required":true,"doc":"{{{new string('x', 3_000_000)}}}"}]}}""");
            Assert.Equal(HttpStatusCode.OK, grown.Status);
        }

        var committed = await Task.WhenAll(names.SelectMany(name => Enumerable.Range(0, 3).Select(i => owner.CommitAsync(_product.Domain, name, SetProperty($"p{i}", 10)))));
        var loaded = await Task.WhenAll(names.SelectMany(name => Enumerable.Range(0, 3).Select(_ => owner.GetAsync($"mesh/namespaces/{_product.Domain}/tables/{name}"))));

        Assert.All(committed, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.All(loaded, answer =>
        {
            Assert.Equal(["p0", "p1", "p2"], answer.Metadata["properties"]!.AsObject().Select(property => property.Key).Order(StringComparer.Ordinal));
            Assert.NotNull(answer.Body["config"]);
        });

        // A catalog that has read none of them does not know their sizes, as after a start.
        var other = await catalog.SecondAsync();
        using var later = new IcebergCaller(catalog, catalog.Owner(_product.Domain), other.Client.BaseAddress);
        var again = await Task.WhenAll(names.Select(name => later.CommitAsync(_product.Domain, name, SetProperty("p3", 10))));
        Assert.All(again, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
    }

    [SkippableFact]
    public async Task Manifest_list_of_too_many_manifests_is_refused_and_names_the_limit()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);
        var bucket = Path.Combine(catalog.Buckets, _product.Domain);
        var manifest = new ManifestFile { Location = $"file://{bucket}/m.avro", Length = 1, AddedSnapshotId = 1, SequenceNumber = 1, MinSequenceNumber = 1, AddedFilesCount = 1, ExistingFilesCount = 0, DeletedFilesCount = 0, AddedRowsCount = 1, ExistingRowsCount = 0, DeletedRowsCount = 0 };
        await File.WriteAllBytesAsync(
            Path.Combine(bucket, "many.avro"),
            ManifestListWriter.Write(1, parentSnapshotId: null, sequenceNumber: 1, Enumerable.Range(0, ManifestListReader.MostManifests + 1).Select(number => manifest with { Length = number })).ToArray());

        var refused = await owner.CommitAsync(
            _product.Domain,
            "notes",
            $$$$"""{"action":"add-snapshot","snapshot":{"snapshot-id":1,"sequence-number":1,"timestamp-ms":1,"manifest-list":"file://{{{{bucket}}}}/many.avro","summary":{"operation":"append"}}}""");

        Assert.Equal((HttpStatusCode.BadRequest, "BadRequestException"), (refused.Status, refused.ErrorType));
        Assert.Contains("many.avro: the file has more than 100000 items", refused.Message, StringComparison.Ordinal);
    }

    private static string SetProperty(string name, int length) => $$$"""{"action":"set-properties","updates":{"{{{name}}}":"{{{new string('x', length)}}}"}}""";
}
