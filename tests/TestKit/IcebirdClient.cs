using System.Text.Json.Nodes;

namespace MeshStarter.TestKit;

/// <summary>npm's icebird and hyparquet, readers of Iceberg tables and of Parquet files.</summary>
public sealed class IcebirdClient() : NpmProject("Icebird", "icebird")
{
    /// <summary>Reads tables of a catalog; what was seen of each by its name.</summary>
    /// <param name="catalog">Where Iceberg's REST protocol is served.</param>
    /// <param name="token">The reader's token.</param>
    /// <param name="tables">The tables, as <c>namespace.name</c>.</param>
    public async Task<JsonObject> ReadAsync(Uri catalog, string token, IEnumerable<string> tables) => JsonNode.Parse(await RunProgramAsync([], new JsonObject
    {
        ["catalog"] = catalog.OriginalString,
        ["token"] = token,
        ["tables"] = new JsonArray([.. tables.Select(table => (JsonNode)table)]),
    }.ToJsonString()))!.AsObject();
}
