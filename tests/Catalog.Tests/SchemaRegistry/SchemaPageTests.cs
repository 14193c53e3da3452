using System.Net;
using System.Text.Json.Nodes;

namespace MeshStarter.Catalog.Tests.SchemaRegistry;

/// <summary>Pages of lists that read the schemas of the page alone: all texts of a registry may be many megabytes.</summary>
[Collection(CatalogCollection.Name)]
[Trait("Category", "Quick")]
public sealed class SchemaPageTests(CatalogFixture catalog)
{
    private const string Added = """{"name":"more","type":"int","default":0}""";

    [SkippableFact]
    public async Task Page_needs_no_schema_of_another_page()
    {
        var beginning = $"page_{Guid.NewGuid():N}";
        foreach (var suffix in (string[])["a", "b", "c"])
        {
            await catalog.SchemaAsync($"{beginning}_{suffix}", Schema($"{beginning}_{suffix}"));
        }

        var second = Schema($"{beginning}_b", Added);
        await catalog.SchemaAsync($"{beginning}_b", second);
        await DamageAsync(await catalog.SchemaAsync($"{beginning}_c", Schema($"{beginning}_c", Added)));

        Assert.Equal(["a 1", "b 1", "b 2", "c 1"], await ListAsync("limit=4"));
        Assert.Equal(["b 2", "c 1"], await ListAsync("offset=2&limit=2"));
        Assert.Equal(["a 1", "b 2"], await ListAsync("latestOnly=true&limit=2"));
        var (_, page) = await catalog.RegistryGetAsync($"/schemas?subjectPrefix={beginning}&offset=2&limit=1");
        Assert.Equal(second, page![0]!["schema"]!.GetValue<string>());

        async Task<List<string>> ListAsync(string query)
        {
            var (status, body) = await catalog.RegistryGetAsync($"/schemas?subjectPrefix={beginning}&{query}");
            Assert.True(status == HttpStatusCode.OK, body?.ToJsonString());
            return [.. body!.AsArray().Select(version => $"{version!["subject"]!.GetValue<string>()[(beginning.Length + 1)..]} {version["version"]}")];
        }
    }

    [SkippableFact]
    public async Task Lists_of_versions_and_subjects_need_no_schema()
    {
        var subject = $"list_{Guid.NewGuid():N}";
        await catalog.SchemaAsync(subject, Schema(subject));
        var id = await catalog.SchemaAsync(subject, Schema(subject, Added));
        await DamageAsync(id);

        Assert.Equal("[1,2]", await GetAsync($"/subjects/{subject}/versions"));
        Assert.Equal("[2]", await GetAsync($"/subjects/{subject}/versions?offset=1&limit=1"));
        Assert.Equal($"""["{subject}"]""", await GetAsync($"/schemas/ids/{id}/subjects"));
        Assert.Equal(new JsonArray(new JsonObject { ["subject"] = subject, ["version"] = 2 }).ToJsonString(), await GetAsync($"/schemas/ids/{id}/versions"));
    }

    private static string Schema(string name, string fields = "") => $$"""{"type":"record","name":"{{name}}","fields":[{{fields}}]}""";

    private async Task<string> GetAsync(string path)
    {
        var (status, body) = await catalog.RegistryGetAsync(path);
        Assert.True(status == HttpStatusCode.OK, body?.ToJsonString());
        return body!.ToJsonString();
    }

    // Each request that reads the schema fails.
    private async Task DamageAsync(int id) => Assert.Equal(1, await catalog.ExecuteAsync("UPDATE schemas SET refs = '{}' WHERE id = $1", id));
}
