using System.Collections.Concurrent;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Streams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Cli.Tests;

/// <summary>Answers as catalog, governance, query proxy and a domain's service do, to see what the program makes of it. A new test has its answers in itself, by <see cref="Verbs.CannedMesh"/>.</summary>
internal sealed class FakeMesh(WebApplication app) : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _authorizations = new();

    public string Address => app.Urls.Single();

    public IEnumerable<string> Authorizations => _authorizations;

    /// <summary>Whether the issuer exchanges tokens.</summary>
    public bool Exchanges { get; set; } = true;

    /// <summary>The document of the mesh's addresses; null for none.</summary>
    public string? Document { get; set; }

    /// <summary>The number of times that the document was read.</summary>
    public int DocumentReads { get; private set; }

    /// <summary>The state of a source that is to be read again.</summary>
    public string SnapshotState { get; set; } = "current";

    /// <summary>The end of the query that waits for its client to go.</summary>
    public TaskCompletionSource QueryLeft { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The begin of that query.</summary>
    public TaskCompletionSource QueryBegan { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The query string of the last question for the audit trail.</summary>
    public string? AuditQuery { get; private set; }

    /// <summary>The last token that was exchanged.</summary>
    public string? Exchanged { get; private set; }

    public static async Task<FakeMesh> StartAsync()
    {
        var app = Loopback.Build();
        var mesh = new FakeMesh(app);
        app.Use((context, next) =>
        {
            if (context.Request.Headers.Authorization is [{ } authorization])
            {
                mesh._authorizations.Enqueue(authorization);
            }

            return next(context);
        });
        app.MapPost("/dev/token", (Persona requested) => requested.Persona_ == "nobody"
            ? Results.Problem("persona: there is no nobody", statusCode: StatusCodes.Status400BadRequest)
            : Results.Json(new { access_token = $"token-of-{requested.Persona_}-for-{requested.Audience}" }));
        app.MapPost("/connect/token", async (HttpContext context) =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            if (!mesh.Exchanges || form["grant_type"] != "urn:ietf:params:oauth:grant-type:token-exchange" || form["subject_token_type"] != "urn:ietf:params:oauth:token-type:access_token")
            {
                return Results.Json(new { error = "unsupported_grant_type" }, statusCode: StatusCodes.Status400BadRequest);
            }

            mesh.Exchanged = form["subject_token"];
            return Results.Json(new { access_token = $"exchanged-for-{form["audience"]}" });
        });
        app.MapGet("/products", (string? after) => after is null
            ? Results.Text("""{"items":[{"name":"a.a","version":"1.0.0","owner":"a@example.org","description":"first"}],"next":"a.a"}""", "application/json")
            : Results.Text("""{"items":[{"name":"b.b","version":"2.0.0","owner":"b@example.org","description":"second"}],"next":null}""", "application/json"));
        app.MapGet("/slo", (string? after) => after is null
            ? Results.Text("""{"items":[{"product":"a.a","major":1,"state":"at_risk","objectives":[{"objective":"availability","state":"at_risk","since":"2026-01-31T12:30:00Z","is_promised":true},{"objective":"documentation","state":"at_risk","since":"2026-01-31T12:30:00Z","is_promised":false}]}],"next":"a.a"}""", "application/json")
            : Results.Text("""{"items":[{"product":"b.b","major":1,"state":"breached","reason":"not_publishing","objectives":[]}],"next":null}""", "application/json"));
        app.MapGet("/products/a.a/slo", () => Results.Text(
            """
            {"product":"a.a","major":1,"state":"at_risk","objectives":[
            {"objective":"availability","promise":"99.9%","state":"at_risk","since":"2026-01-31T12:30:00Z","now":{"at":"2026-01-31T12:31:00Z","is_kept":false,"value":0,"reason":"Closed: rest."},"window":{"target":0.999,"share":0.9997,"budget_left":0.7}},
            {"objective":"documentation","state":"met","now":{"at":"2026-01-31T12:31:00Z","is_kept":true,"value":1},"window":{"target":1,"share":1}}]}
            """,
            "application/json"));
        app.MapGet("/products/{name}", (string name) => name == "b.b@2"
            ? Results.Text(Details("b.b", ""), "application/json")
            : Results.Problem($"name: there is no {name}", statusCode: StatusCodes.Status404NotFound));
        app.MapGet("/products/c.c", () => Results.Text(Details("c.c", $$"""{"type":"table","url":"{{mesh.Address}}/products/c@2/table"}"""), "application/json"));
        app.MapGet("/products/e.e", () => Results.Text(Details("e.e", $$"""{"type":"table","url":"{{mesh.Address}}/products/e@2/table"}"""), "application/json"));
        app.MapGet("/products/e@2/quarantine", () => Results.Text("""{"items":[]}""", "application/json"));
        app.MapGet("/products/d.d", () => Results.Text(Details("d.d", """{"type":"rest","url":"http://localhost:4711/rows"}"""), "application/json"));
        app.MapGet("/products/c@2/quarantine", (long? after) => Results.Text(
            after is null ? $$"""{"items":[{{Batch("9-9", 1, "12:30", "null", Failing)}}],"next":9}""" : $$"""{"items":[{{Batch("1-2", 2, "12:00", "\"2026-01-31T13:00:00Z\"", "")}}],"next":null}""",
            "application/json"));
        app.MapPost("/products/c@2/quarantine/1-2/replay", () => Results.Text(Batch("1-2", 2, "12:00", "\"2026-01-31T13:00:00Z\"", ""), "application/json"));
        app.MapPost("/products/c@2/quarantine/2-2/replay", () => Results.Text(Batch("2-2", 2, "12:00", "\"2026-01-31T13:00:00Z\"", "").Replace("77", "null", StringComparison.Ordinal), "application/json"));
        app.MapPost("/products/c@2/quarantine/9-9/replay", () => Results.Problem("c.c: batch 9-9 does not pass yet.", statusCode: StatusCodes.Status422UnprocessableEntity));
        app.MapGet("/products/c@2/source", () => Results.Text(Source, "application/json"));
        app.MapPost("/products/c@2/source/snapshot", () => Results.Text(Source.Replace("current", mesh.SnapshotState, StringComparison.Ordinal), "application/json", statusCode: StatusCodes.Status202Accepted));
        app.MapGet("/products/c@2/source/preparation", () => Results.Text("""{"setting":"ConnectionStrings:c-crm","statements":["-- why","CREATE PUBLICATION p;"]}""", "application/json"));
        app.MapGet("/products/c@2/pipeline", () => Results.Text("""{"product":"c.c","major":2,"problem":"pipeline.sql:1: It\u001b fails.","windows":{"failed":1}}""", "application/json"));
        app.MapPost("/products/c@2/history/expire", () => Results.Text("""{"product":"c.c","major":2,"kept_by":["main-2025"],"expired_at":"2026-01-31T12:30:00Z","gone_by":"2026-01-31T12:46:00Z"}""", "application/json"));
        var refilled = 0;
        app.MapPost("/products/c@2/refill", () => Results.Text(refilled++ == 0 ? """{"product":"c.c","major":2,"rows":500,"is_complete":false}""" : """{"product":"c.c","major":2,"rows":620,"is_complete":true}""", "application/json"));
        app.MapGet("/streams", () => Results.Text("""
            {"items":[{"handler":"A","product":"orders.events","major":1,"last_event_id":"1::x","failure":{"since":"2026-01-31T12:30:00Z","tries":7,"event_id":"2::y","events":1,"type":"PostgresException","message":"23505: constraint k"},"dead_letters":1},
                      {"handler":"B","product":"orders.events","dead_letters":0},
                      {"handler":"C","product":"orders.events","major":1,"last_event_id":"1::x","failure":{"since":"2026-01-31T12:30:00Z","tries":3,"events":0,"type":"HttpRequestException","message":"No rule permits to read it."},"dead_letters":0}]}
            """, "application/json"));
        app.MapPost("/streams/skip", async (HttpRequest request, CancellationToken cancellationToken) => Results.Text(Letter((await request.ReadFromJsonAsync<SkipForm>(MeshJson.Options, cancellationToken))!.Reason!, ""), "application/json"));
        app.MapGet("/streams/dead-letters", (long? before) => Results.Text(before is null ? $$"""{"items":[{{Letter("why", "")}}],"next":3}""" : """{"items":[]}""", "application/json"));
        app.MapPost("/streams/dead-letters/3/replay", () => Results.Text(Letter("why", ""","replayed_at":"2026-01-31T13:00:00Z" """), "application/json"));
        app.MapPost("/products/e@2/history/expire", () => Results.Text("""{"product":"e.e","major":2,"kept_by":[],"expired_at":null,"gone_by":null}""", "application/json", statusCode: StatusCodes.Status202Accepted));
        app.MapGet("/products/c.c/storage", () => Results.Text(
            """
            {"items":[],"is_complete":false,"stores":[
            {"major":2,"store":"table","terms":"400 days","ran_at":"2026-01-31T12:30:00Z","cutoff":"2025-01-01T00:00:00Z","removed_at":"2026-01-31T11:30:00Z","removed":5,"total_removed":77},
            {"major":2,"store":"stream","terms":{"keep":"400 days","by":"at"},"removed":0,"total_removed":0}]}
            """,
            "application/json"));
        app.MapGet("/audit", (HttpRequest request, string? before, string? subject) =>
        {
            mesh.AuditQuery = request.QueryString.Value;
            return subject == "forbidden" ? Results.Problem("No rule permits to audit every product.", statusCode: StatusCodes.Status403Forbidden)
                : Results.Text(
                    subject == "no one" ? """{"items":[],"next":null,"scope":"own"}"""
                    : before is null ? $$"""{"items":[{{Ended.ReplaceLineEndings("")}}],"next":"5.1","scope":"products"}"""
                    : $$"""{"items":[{{Refused.ReplaceLineEndings("")}}],"next":null,"scope":"products"}""",
                    "application/json");
        });
        app.MapGet("/access/suspensions", (string? before) => Results.Text(
            before is null
                ? """{"items":[{"principal":"analyst","by":"security","reason":"A leak","at":"2026-01-31T12:30:00Z"}],"next":"a&b"}"""
                : $$"""{"items":[{"principal":"after {{before}}","by":"security","reason":"Its\u001b token","at":"2026-01-31T12:00:00Z"}]}""",
            "application/json"));
        app.MapGet("/access/products/{name}/grants", (string name, string? before, bool? in_force) => Results.Text(
            name != "a.a" ? """{"items":[],"next":null}"""
            : before is null ? $$"""{"items":[{{GrantInForce.ReplaceLineEndings("")}}],"next":"{{(in_force == true ? "of those in force" : "of all")}}"}"""
            : $$"""{"items":[{{GrantEnded.ReplaceLineEndings("")}}],"next":null}""".Replace("PAGE", before, StringComparison.Ordinal),
            "application/json"));
        app.MapPost("/query", (Delegate)mesh.AnswerAsync);
        app.MapGet("/.well-known/mesh", () =>
        {
            mesh.DocumentReads++;
            return mesh.Document is { } document ? Results.Text(document, "application/json") : Results.NotFound();
        });
        await app.StartAsync(CancellationToken.None);
        return mesh;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private const string Failing = """{"check":{"not_null":["id"]},"outcome":"failed","failing_rows":1,"reason":"1 row: id is missing.","sample":[{"total":1.50}]}""";

    private const string Source =
        """
        {"product":"c.c","major":2,"source":"crm","kind":"files","state":"current","is_requested":true,"rows":1,"quarantined":3,"lag_bytes":2048,"problem":"It\u001b fails.","warnings":["It lags."],
        "files":[{"file":"a.csv","rows":2,"rejected":1,"problems":["a.csv:3: id: required"],"read_at":"2026-01-31T12:30:00Z","lacks":["notes","tags"]}]}
        """;

    private const string Ended =
        """
        {"id":"00000000-0000-0000-0000-000000000002","occurred_at":"2026-01-31T12:30:01Z","service":"query","subject":"analyst","roles":["analyst"],"purposes":[],"action":"ended","product":"c.c",
        "permit":true,"reason":"The answer was given out to its end.","rule_ids":[],"masked_columns":["email"],"columns":["email","id"],"outcome":"finished","rows":42,"clipped":[],"follows":"00000000-0000-0000-0000-000000000001"}
        """;

    private const string GrantInForce =
        """
        {"id":"00000000-0000-0000-0000-000000000001","request":"00000000-0000-0000-0000-000000000002","principal":"ana\u001blyst","product":"a.a","columns":[{"name":"email","tags":["pii"]}],"major_versions":[1],
        "purpose":"Find double orders","granted_at":"2026-01-01T00:00:00Z","until":"2026-02-01T00:00:00Z","state":"active","decisions":[
        {"seat":"owner","by":"a-owner","approved":true,"reason":"Agreed","at":"2026-01-01T00:00:00Z"},{"seat":"security","by":"security","approved":true,"reason":"Purpose is fine","at":"2026-01-01T00:00:00Z"}]}
        """;

    private const string GrantEnded =
        """
        {"id":"00000000-0000-0000-0000-000000000003","request":"00000000-0000-0000-0000-000000000004","principal":"bob","product":"a.a","all_columns":true,"columns":[],"major_versions":[1],
        "purpose":"PAGE","granted_at":"2026-01-01T00:00:00Z","until":"2026-02-01T00:00:00Z","state":"revoked","revoked_at":"2026-01-02T00:00:00Z","revoked_by":"a-owner","revoke_reason":"Over"}
        """;

    private const string Refused =
        """
        {"id":"00000000-0000-0000-0000-000000000003","occurred_at":"2026-01-31T12:30:00Z","service":"query","subject":"ana\u001blyst","roles":[],"purposes":[],"action":"read","permit":false,
        "reason":"No rule permits it.","rule_ids":[],"masked_columns":[],"clipped":[]}
        """;

    private static string Letter(string reason, string more) =>
        $$"""{"id":3,"handler":"A","product":"orders.events","major":1,"event_id":"2::y","type":"PostgresException","message":"23505: constraint k","skipped_by":"payments-owner","skipped_at":"2026-01-31T12:45:00Z","reason":"{{reason}}"{{more}}}""";

    private static string Details(string name, string ports) =>
        $$"""
        {"name":"{{name}}","version":"2.0.0","kind":"source-aligned","owner":"b@example.org","description":"second","classification":"internal",
        "schema":[{"name":"id","type":"UUID","required":true},{"name":"note","type":"STRING"}],"key":[],"ports":[{{ports}}],"slo":{},"quality":{},"access":{},
        "examples":[],"registered_at":"2026-01-31T12:30:00Z","updated_at":"2026-01-31T12:30:00Z"}
        """;

    private static string Batch(string id, int rows, string time, string replayedAt, string results) =>
        $$"""{"product":"c.c","major":2,"id":{{rows}},"version":"2.0.0","batch_id":"{{id}}","rows":{{rows}},"quarantined_at":"2026-01-31T{{time}}:00Z","replayed_at":{{replayedAt}},"snapshot_id":77,"results":[{{results}}]}""";

    private async Task<IResult> AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var sql = await reader.ReadToEndAsync(context.RequestAborted);
        if (sql == "refuse me")
        {
            return Results.Problem("line 1:1: refuse is no word of SQL", statusCode: StatusCodes.Status400BadRequest);
        }

        if (sql == "wait")
        {
            using var left = context.RequestAborted.Register(() => QueryLeft.TrySetResult());
            QueryBegan.TrySetResult();
            await QueryLeft.Task;
            return Results.Empty;
        }

        if (sql == "table")
        {
            return Results.Text("id,name,total,note\n1,\"a, \"\"b\"\"\",,\"\"\n22,日本,1.50,\"two\nlines\"\n", "text/csv");
        }

        if (sql == "break off")
        {
            // Fewer bytes than announced: what was sent arrives, and then the connection closes.
            context.Response.ContentLength = 1_000;
            await context.Response.WriteAsync("a\n1\n", context.RequestAborted);
            return Results.Empty;
        }

        return Results.Text($$"""{"asked":"{{sql}}","as":"{{context.Request.Headers.Accept}}"}""" + "\n", "application/x-ndjson");
    }

    private sealed record Persona([property: System.Text.Json.Serialization.JsonPropertyName("persona")] string Persona_, string Audience);
}
