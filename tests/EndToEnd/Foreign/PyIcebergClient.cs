using System.Text.Json.Nodes;

namespace MeshStarter.EndToEnd.Foreign;

/// <summary>PyIceberg, which knows of the mesh its catalog's address and a token, and reads and writes files with its own code.</summary>
public sealed class PyIcebergClient() : PythonProject("Foreign/pyiceberg_mesh.py", "pyiceberg[pyarrow]")
{
    /// <summary>Does one of the program's tasks as a persona, and returns what it saw.</summary>
    internal async Task<JsonObject> RunAsync(TestMesh mesh, string persona, string task, JsonObject more)
    {
        var input = new JsonObject { ["task"] = task, ["uri"] = $"{mesh.Url("catalog")}iceberg", ["token"] = await mesh.TokenAsync(persona) };
        foreach (var (name, value) in more)
        {
            input[name] = value?.DeepClone();
        }

        return JsonNode.Parse(await RunProgramAsync([], input.ToJsonString()))!.AsObject();
    }
}
