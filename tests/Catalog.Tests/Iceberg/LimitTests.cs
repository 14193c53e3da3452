using System.Net;
using System.Text;
using MeshStarter.Catalog.Tests.Running;

namespace MeshStarter.Catalog.Tests.Iceberg;

/// <summary>What one table and one request may take of the catalog's memory.</summary>
[Collection(CatalogCollection.Name)]
public sealed class LimitTests(CatalogFixture catalog)
{
    private readonly TestProduct _product = new();

    [SkippableFact]
    public async Task Request_beyond_its_limit_is_refused_and_names_the_limit()
    {
        using var owner = await OwnerAsync();
        await owner.CreateAsync(_product.Domain, "notes");

        var refused = await owner.CommitAsync(_product.Domain, "notes", SetProperty("a", 9_500_000));

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "BadRequestException"), (refused.Status, refused.ErrorType));
        Assert.Contains("4 MiB", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Mesh:Tables:RequestMiB", refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Properties_of_a_table_have_a_limit_over_all_commits()
    {
        using var owner = await OwnerAsync();
        await owner.CreateAsync(_product.Domain, "notes");

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
        using var owner = await OwnerAsync();

        var first = await owner.SendAsync("POST", $"mesh/namespaces/{_product.Domain}/properties", $$$"""{"updates":{"a":"{{{new string('x', 600 * 1024)}}}"}}""");
        var second = await owner.SendAsync("POST", $"mesh/namespaces/{_product.Domain}/properties", $$$"""{"updates":{"b":"{{{new string('x', 600 * 1024)}}}"}}""");

        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.Equal(HttpStatusCode.BadRequest, second.Status);
        Assert.Contains("Mesh:Tables:PropertiesKiB", second.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Metadata_of_a_table_has_a_limit_and_may_become_smaller_beyond_it()
    {
        using var owner = await OwnerAsync();
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
        await using var other = await catalog.AnotherAsync();
        using var later = new IcebergCaller(catalog, catalog.Owner(_product.Domain), other.Client.BaseAddress);
        var larger = await later.CommitAsync(_product.Domain, "grown", SetProperty("one-more", 100));
        var smaller = await later.CommitAsync(_product.Domain, "grown", """{"action":"remove-properties","removals":["comment"]}""");

        Assert.Equal(HttpStatusCode.BadRequest, larger.Status);
        Assert.Equal(HttpStatusCode.OK, smaller.Status);
    }

    private static string SetProperty(string name, int length) => $$$"""{"action":"set-properties","updates":{"{{{name}}}":"{{{new string('x', length)}}}"}}""";

    private async Task<IcebergCaller> OwnerAsync()
    {
        await catalog.RegisterAsync(_product);
        return new IcebergCaller(catalog, catalog.Owner(_product.Domain));
    }
}
