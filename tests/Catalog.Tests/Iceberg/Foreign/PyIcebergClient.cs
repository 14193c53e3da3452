using System.Text.Json.Nodes;

namespace MeshStarter.Catalog.Tests.Iceberg.Foreign;

/// <summary>PyIceberg, which reads and writes tables with its own code and asks the catalog alone for them.</summary>
public sealed class PyIcebergClient() : PythonProject("Iceberg/Foreign/pyiceberg_client.py", "pyiceberg[pyarrow]")
{
    /// <summary>Does one of the program's tasks and returns what it saw.</summary>
    public async Task<JsonObject> RunAsync(string task, Uri catalog, string token, string @namespace, string bucket, JsonObject? more = null)
    {
        var input = new JsonObject { ["task"] = task, ["uri"] = $"{catalog}iceberg", ["token"] = token, ["namespace"] = @namespace, ["bucket"] = bucket };
        foreach (var (name, value) in more ?? [])
        {
            input[name] = value?.DeepClone();
        }

        var seen = JsonNode.Parse(await AskProgramAsync(input.ToJsonString()))!.AsObject();
        Assert.True(seen["failed"] is null, seen["failed"]?.GetValue<string>());
        return seen;
    }
}
