using System.Net;
using MeshStarter.Catalog.Tests.Running;
using MeshStarter.TestKit;

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

    private static async Task<string> WrittenAsync(string path, string content)
    {
        await File.WriteAllTextAsync(path, content);
        return path;
    }
}
