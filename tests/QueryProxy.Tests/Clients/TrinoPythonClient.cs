using System.Text.Json.Nodes;
using MeshStarter.QueryProxy.Tests.Proxy;

namespace MeshStarter.QueryProxy.Tests.Clients;

/// <summary>Python's trino and its SQLAlchemy dialect.</summary>
public sealed class TrinoPythonClient() : PythonProject("Clients/trino_mesh.py", "trino[sqlalchemy]")
{
    /// <summary>Does one of the program's tasks as the analyst, and returns what it saw.</summary>
    public async Task<JsonNode> RunAsync(ProxyFixture mesh, string task)
    {
        // The first query of a proxy, on a busy machine, may take longer than a query may.
        await mesh.Session(mesh.Analyst).RunAsync("SELECT count(*) FROM orders.orders");
        var seen = JsonNode.Parse(await AskProgramAsync(
            new JsonObject { ["task"] = task, ["port"] = mesh.Https.Port, ["certificate"] = mesh.CertificatePath, ["token"] = mesh.Analyst }.ToJsonString()))!;
        Assert.True(seen is not JsonObject { } failed || failed["failed"] is null, seen.ToJsonString());
        return seen;
    }
}
