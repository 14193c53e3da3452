using System.Text.Json.Nodes;

namespace MeshStarter.TestKit;

/// <summary>npm's avsc, an implementation of Avro that no one here wrote.</summary>
public sealed class AvscClient() : NpmProject("AvscJs", "avsc")
{
    /// <summary>Whether it takes each text for a schema.</summary>
    public async Task<IReadOnlyList<bool>> ParsesAsync(IEnumerable<string> schemas) =>
        [.. (await RunAsync(new JsonObject { ["op"] = "parse", ["schemas"] = Texts(schemas) })).AsArray().Select(answer => answer!.GetValue<bool>())];

    /// <summary>Whether each pair's reader can read what its writer writes.</summary>
    public async Task<IReadOnlyList<bool>> ReadsAsync(IEnumerable<(string Reader, string Writer)> pairs) =>
        [.. (await RunAsync(new JsonObject
        {
            ["op"] = "reads",
            ["pairs"] = new JsonArray([.. pairs.Select(pair => new JsonArray(JsonNode.Parse(pair.Reader), JsonNode.Parse(pair.Writer)))]),
        })).AsArray().Select(answer => answer!.GetValue<bool>())];

    /// <summary>Reads a container file: <c>{codec, metadata, rows}</c>, the rows in Avro's JSON encoding.</summary>
    public async Task<JsonObject> ReadFileAsync(string path) => (await RunAsync(new JsonObject { ["op"] = "read", ["path"] = path })).AsObject();

    /// <summary>Writes a container file of rows in Avro's JSON encoding.</summary>
    public Task WriteFileAsync(string path, string schema, JsonArray rows, string codec) =>
        RunAsync(new JsonObject { ["op"] = "write", ["path"] = path, ["schema"] = JsonNode.Parse(schema), ["rows"] = rows, ["codec"] = codec });

    /// <summary>Reads bodies, and writes what it read: rows in Avro's JSON encoding and the bodies, in base64, that it makes of them.</summary>
    public async Task<IReadOnlyList<(JsonNode? Row, byte[] Body)>> RewriteAsync(string schema, IEnumerable<byte[]> bodies) =>
        [.. (await RunAsync(new JsonObject { ["op"] = "rewrite", ["schema"] = JsonNode.Parse(schema), ["bodies"] = new JsonArray([.. bodies.Select(body => (JsonNode)Convert.ToBase64String(body))]) }))
            .AsArray().Select(answer => (answer!["row"], Convert.FromBase64String(answer["body"]!.GetValue<string>())))];

    private async Task<JsonNode> RunAsync(JsonObject task) => JsonNode.Parse(await RunProgramAsync([], task.ToJsonString()))!;

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
