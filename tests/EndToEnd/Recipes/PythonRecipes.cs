using System.Text.Json.Nodes;

namespace MeshStarter.EndToEnd.Recipes;

/// <summary>Python's clients of the recipes.</summary>
public sealed class PythonRecipes() : PythonProject("Recipes/reflect.py", "trino[sqlalchemy]", "pyiceberg[pyarrow]")
{
    /// <summary>Runs a recipe; what it printed.</summary>
    internal Task<string> RunAsync(ConnectPage page, string heading) => RunLinesAsync(page.Lines(heading, "python"), page.Variables);

    /// <summary>Does what SQLAlchemy's tools do on their own, with an address and the parameters that a tool takes with it.</summary>
    internal async Task<JsonNode> ReflectAsync(string address, string parameters) =>
        JsonNode.Parse(await RunProgramAsync([], new JsonObject { ["address"] = address.Trim(), ["parameters"] = JsonNode.Parse(parameters) }.ToJsonString()))!;
}
