using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.QueryProxy.Tests.Clients;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>npm's trino-client, a reader that no one here wrote.</summary>
[Collection(ClientCollection.Name)]
public sealed class NpmClientTests(ClientFixture mesh, TrinoJsClient client) : IClassFixture<TrinoJsClient>
{
    [SkippableFact]
    public async Task Reads_joins_windows_and_every_type()
    {
        var answers = await client.RunAsync(mesh.Http, mesh.Analyst, "analyst", "orders",
            "SELECT 1 AS one",
            "WITH big AS (SELECT * FROM orders WHERE total > 9) SELECT count(*) FROM big JOIN orders.orders USING (order_id)",
            "SELECT DISTINCT customer_email FROM orders",
            "SELECT status, rank() OVER (ORDER BY count(*) DESC, status) FROM orders GROUP BY status ORDER BY 2",
            "SELECT * FROM inventory.all_types",
            "SELECT range AS x FROM range(50000)",
            "SELECT getenv('PATH')",
            "SELECT * FROM nowhere.nothing",
            "SELECT 2");

        Assert.Equal("""{"columns":["one integer"],"rows":[[1]],"error":null}""", answers[0].ToJsonString());
        Assert.Equal("[[99]]", answers[1]["rows"]!.ToJsonString());
        Assert.Equal("[[\"****\"]]", answers[2]["rows"]!.ToJsonString());
        Assert.Equal("[[\"placed\",1],[\"paid\",2],[\"shipped\",3]]", answers[3]["rows"]!.ToJsonString());
        // The client knows no precisions, and JavaScript no integers beyond 2^53.
        Assert.Equal(
            """[[true,1,9007199254740992,1,2,"12345678901234567890.1234","ä\"x","a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11","2026-01-31","12:00:00.500","2026-01-31 10:00:00.000 UTC","2026-01-31 12:00:00.123","qg==",[1,null],{"k":1},[1,["x"]]]]""",
            answers[4]["rows"]!.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.Contains("a_timestamp timestamp with time zone", answers[4]["columns"]!.AsArray().Select(column => column!.GetValue<string>()));
        Assert.Equal(50_000, answers[5]["rows"]!.AsArray().Count);
        Assert.Equal("FUNCTION_NOT_FOUND", answers[6]["error"]!.GetValue<string>());
        Assert.Equal("SCHEMA_NOT_FOUND", answers[7]["error"]!.GetValue<string>());
        Assert.Equal("[[2]]", answers[8]["rows"]!.ToJsonString());
    }

    [SkippableFact]
    public async Task Cancels_and_asks_what_became_of_it()
    {
        var answers = await client.RunAsync(mesh.Http, mesh.Analyst, "analyst", "",
            new JsonObject { ["cancel"] = "SELECT count(*) FROM range(100000000000) a WHERE sin(a.range) > 2" });

        Assert.Equal(("FAILED", "USER_CANCELED"), (answers[0]["rows"]![0]![0]!.GetValue<string>(), answers[0]["error"]!.GetValue<string>()));
    }

    [SkippableFact]
    public async Task Wrong_user_and_bad_token_are_reported()
    {
        Assert.Equal("HTTP 403", (await client.RunAsync(mesh.Http, mesh.Analyst, "orders-owner", "", "SELECT 1"))[0]["error"]!.GetValue<string>());
        Assert.Equal("HTTP 401", (await client.RunAsync(mesh.Http, "a.b.c", "analyst", "", "SELECT 1"))[0]["error"]!.GetValue<string>());
    }
}
