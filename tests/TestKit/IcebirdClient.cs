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

    /// <summary>Reads a Parquet file with hyparquet alone.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its rows, whole numbers of 64 bits as text.</returns>
    public async Task<JsonArray> ReadFileAsync(string path) => JsonNode.Parse(await RunProgramAsync([], new JsonObject { ["file"] = path }.ToJsonString()))!["rows"]!.AsArray();
}
