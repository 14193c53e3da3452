using System.Text.Json.Nodes;
using MeshStarter.EndToEnd.Mesh;
using MeshStarter.TestKit;

namespace MeshStarter.EndToEnd.Foreign;

/// <summary>npm's icebird and hyparquet, readers of Iceberg tables and of Parquet files.</summary>
public sealed class IcebirdClient() : NpmProject("Foreign/Icebird", "icebird")
{
    /// <summary>Reads tables as a persona; what was seen of each by its name.</summary>
    internal async Task<JsonObject> ReadAsync(TestMesh mesh, string persona, IEnumerable<string> tables) => JsonNode.Parse(await RunProgramAsync([], new JsonObject
    {
        ["catalog"] = $"{mesh.Url("catalog")}iceberg",
        ["token"] = await mesh.TokenAsync(persona),
        ["tables"] = new JsonArray([.. tables.Select(table => (JsonNode)table)]),
    }.ToJsonString()))!.AsObject();
}
