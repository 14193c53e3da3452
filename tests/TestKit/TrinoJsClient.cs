using System.Text.Json.Nodes;

namespace MeshStarter.TestKit;

/// <summary>npm's trino-client.</summary>
public sealed class TrinoJsClient() : NpmProject("TrinoJs", "trino-client")
{
    /// <summary>Runs statements one after another; what came of each, as <c>{columns, rows, error}</c>.</summary>
    public async Task<IReadOnlyList<JsonObject>> RunAsync(Uri server, string token, string user, string schema, params JsonNode[] statements)
    {
        // On standard input, because the arguments of a process can be read by every user.
        var input = new JsonObject { ["token"] = token, ["statements"] = new JsonArray(statements) };
        var output = await RunProgramAsync([server.OriginalString, user, schema], input.ToJsonString());
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
    }

    /// <summary>Runs a program of someone's, which has the token in the variable <c>MESH_TOKEN</c>; what it wrote.</summary>
    public Task<string> RunAsync(string program, string token) => RunLinesAsync(program, new Dictionary<string, string?>(StringComparer.Ordinal) { ["MESH_TOKEN"] = token });
}
