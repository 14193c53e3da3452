using System.Text.Json.Nodes;

namespace MeshStarter.EndToEnd.Composed.Load;

/// <summary>PyIceberg, which reads a table for some time.</summary>
public sealed class PyIcebergLoad() : PythonProject("Composed/Load/pyiceberg_load.py", "pyiceberg[pyarrow]")
{
    /// <summary>Reads a table again and again; what it saw.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="token">The reader's token.</param>
    /// <param name="table">The table.</param>
    /// <param name="time">How long.</param>
    public async Task<JsonObject> RunAsync(Uri catalog, string token, string table, TimeSpan time)
    {
        var input = new JsonObject { ["uri"] = catalog.OriginalString, ["token"] = token, ["table"] = table, ["seconds"] = time.TotalSeconds, ["patience"] = ClientLoad.Patience.TotalSeconds };
        return JsonNode.Parse(await RunProgramAsync([], input.ToJsonString()))!.AsObject();
    }
}
