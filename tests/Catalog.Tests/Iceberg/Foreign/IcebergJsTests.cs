using System.Text.Json.Nodes;

namespace MeshStarter.Catalog.Tests.Iceberg.Foreign;

/// <summary>npm's iceberg-js, a client of Iceberg's REST catalogs.</summary>
public sealed class IcebergJsClient() : NpmProject("Iceberg/Foreign/IcebergJs", "iceberg-js")
{
    public async Task<JsonObject> RunAsync(Uri catalog, string token, string @namespace) => JsonNode.Parse(
        await RunProgramAsync([], new JsonObject { ["url"] = $"{catalog}iceberg", ["token"] = token, ["namespace"] = @namespace }.ToJsonString()))!.AsObject();
}

[Collection(CatalogCollection.Name)]
public sealed class IcebergJsTests(CatalogFixture catalog, IcebergJsClient client) : IClassFixture<IcebergJsClient>
{
    [SkippableFact]
    public async Task Namespaces_and_tables_live_their_whole_life()
    {
        catalog.Require();
        var space = "n" + Guid.NewGuid().ToString("N")[..12];
        var seen = await client.RunAsync(catalog.Address, catalog.Administrator(), space);

        Assert.Equal($$"""{"owner":"js","location":"file://{{catalog.Buckets}}/platform/{{space}}"}""", seen["properties"]!.ToJsonString());
        Assert.Equal("""["inner"]""", seen["children"]!.ToJsonString());
        Assert.Equal("[true,false]", seen["exists"]!.ToJsonString());
        Assert.Equal("""[2,{"a":"b"}]""", seen["made"]!.ToJsonString());
        Assert.True(seen["standing"]!.GetValue<bool>());
        Assert.Equal("""[{"a":"b","c":"d"},true]""", seen["updated"]!.ToJsonString());
        Assert.Equal("""[409,"CommitFailedException"]""", seen["conflict"]!.ToJsonString());
        Assert.Equal("events", seen["tables"]![0]!["name"]!.GetValue<string>());
        Assert.Equal("[true,false]", seen["there"]!.ToJsonString());
        Assert.Equal("""[409,"NamespaceNotEmptyException"]""", seen["full"]!.ToJsonString());
        Assert.True(seen["gone"]!.GetValue<bool>());
    }
}
