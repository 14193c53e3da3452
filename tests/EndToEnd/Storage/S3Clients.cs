using System.Text.Json.Nodes;

namespace MeshStarter.EndToEnd.Storage;

/// <summary>PyIceberg, and MinIO's client for S3.</summary>
public sealed class S3Clients() : PythonProject("Storage/s3_clients.py", "pyiceberg[pyarrow]", "minio")
{
    /// <summary>Does one of the program's tasks and returns what it saw.</summary>
    public async Task<JsonNode> RunAsync(string task, JsonObject more)
    {
        more["task"] = task;
        return JsonNode.Parse(await RunProgramAsync([], more.ToJsonString()))!;
    }
}
