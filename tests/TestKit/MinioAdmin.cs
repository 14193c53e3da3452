using System.Text.Json.Nodes;

namespace MeshStarter.TestKit;

/// <summary>MinIO's own administration client: makes buckets, and users who may what their policy says.</summary>
public sealed class MinioAdmin() : PythonProject("minio_admin.py", "minio")
{
    /// <summary>Prepares an empty server.</summary>
    public async Task PrepareAsync(MinioServer server, IEnumerable<string> buckets, IEnumerable<(string AccessKey, string SecretKey, string Policy)> users)
    {
        var wanted = new JsonObject
        {
            ["buckets"] = new JsonArray([.. buckets.Select(bucket => (JsonNode)bucket)]),
            ["users"] = new JsonArray([.. users.Select(user => new JsonObject { ["access_key"] = user.AccessKey, ["secret_key"] = user.SecretKey, ["policy"] = JsonNode.Parse(user.Policy) })]),
        };
        await RunProgramAsync([server.Address.ToString(), MinioServer.RootAccessKey, MinioServer.RootSecretKey], wanted.ToJsonString());
    }
}
