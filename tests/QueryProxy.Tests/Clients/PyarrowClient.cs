using System.Text.Json.Nodes;
using MeshStarter.QueryProxy.Tests.Proxy;

namespace MeshStarter.QueryProxy.Tests.Clients;

/// <summary>Python's pyarrow, as a reader of answers in columns.</summary>
public sealed class PyarrowClient() : PythonProject("Clients/arrow_mesh.py", "pyarrow")
{
    public const string Arrow = "application/vnd.apache.arrow.stream";
    public const string Parquet = "application/vnd.apache.parquet";

    /// <summary>Does one of the program's tasks as the analyst, and returns what it saw.</summary>
    public async Task<JsonNode> RunAsync(ProxyFixture mesh, string task, string accept, string sql)
    {
        var seen = JsonNode.Parse(await AskProgramAsync(
            new JsonObject { ["task"] = task, ["port"] = mesh.Http.Port, ["token"] = mesh.Analyst, ["accept"] = accept, ["sql"] = sql }.ToJsonString()))!;
        Assert.True(seen["failed"] is null, $"{seen["failed"]}");
        return seen;
    }
}
