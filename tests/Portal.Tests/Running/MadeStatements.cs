using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Portal.Tests.Running;

/// <summary>The query proxy's answers in Trino's protocol: the test sets the columns, pages of rows and error.</summary>
internal sealed class MadeStatements
{
    public const string Id = "20260131_123000_00001_abcde";

    private const string Slug = "y0123456789012345678901234567890123456789";

    // The editor asks for them whenever it completes a word.
    private static readonly string Functions = $$"""
        {"id":"{{Id}}",
        "columns":[{{string.Join(',', ((string[])["Function", "Return Type", "Argument Types", "Function Type", "Deterministic", "Description"]).Select(name => $$"""{"name":"{{name}}","type":"varchar","typeSignature":null}"""))}}],
        "data":[["lower","varchar","varchar","scalar","true","In small letters"]],"stats":{"state":"FINISHED","elapsedTimeMillis":1,"processedRows":0},"warnings":[]}
        """;

    private readonly ConcurrentQueue<(string Sql, string Authorization)> _begun = new();
    private readonly ConcurrentQueue<string> _cancelled = new();

    public MadeStatements(MadeMesh mesh)
    {
        mesh.Answer("query/v1/statement", async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            var sql = await body.ReadToEndAsync(context.RequestAborted);
            _begun.Enqueue((sql, context.Request.Headers.Authorization.ToString()));
            if (context.Request.Headers["X-Trino-Session"] is [{ } session])
            {
                Session = session;
            }

            await context.Response.WriteAsync(sql == "SHOW FUNCTIONS" ? Functions : Page(context, "QUEUED", next: 0), context.RequestAborted);
        });
        for (var at = 0; at < 20; at++)
        {
            var page = at;
            mesh.Answer($"query/v1/statement/executing/{Id}/{Slug}/{page}", async context =>
            {
                await Hold;
                await context.Response.WriteAsync(page < Pages.Count ? Page(context, page == Pages.Count - 1 && Error is null ? "FINISHED" : "RUNNING", page + 1, Pages[page]) : Page(context, Error is null ? "FINISHED" : "FAILED", next: null), context.RequestAborted);
            });
        }

        mesh.Answer($"query/v1/query/{Id}", context =>
        {
            if (HttpMethods.IsDelete(context.Request.Method))
            {
                _cancelled.Enqueue(Id);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return Task.CompletedTask;
            }

            return context.Response.WriteAsync(
                """
                {"queryId":"x","state":"FINISHED","inputs":[{"catalogName":"mesh","schema":"shop","table":"orders","version":"1.2.3","snapshotId":"4711","snapshotTime":"2026-01-31T12:30:00Z",
                "masks":[{"column":"email","rule":"personal-data-is-masked","liftedByGrant":true},{"column":"city","rule":"places-are-hashed","liftedByGrant":false}],"filters":["own-region-only"]}]}
                """,
                context.RequestAborted);
        });
    }

    /// <summary>The columns by name and type.</summary>
    public IReadOnlyList<(string Name, string Type)> Columns { get; set; } = [("x", "integer")];

    /// <summary>The rows of each page, each as JSON.</summary>
    public IReadOnlyList<string[]> Pages { get; set; } = [];

    /// <summary>The error at the end, as JSON; null for none.</summary>
    public string? Error { get; set; }

    /// <summary>Pages are answered after its end.</summary>
    public Task Hold { get; set; } = Task.CompletedTask;

    /// <summary>The session properties of the last statement that had some.</summary>
    public string? Session { get; private set; }

    /// <summary>The statements that were begun, with the header that each came with.</summary>
    public IReadOnlyCollection<(string Sql, string Authorization)> Begun => _begun;

    /// <summary>The queries that were stopped.</summary>
    public IReadOnlyCollection<string> Cancelled => _cancelled;

    private string Page(HttpContext context, string state, int? next, string[]? rows = null)
    {
        var members = new List<string> { $"\"id\":\"{Id}\"" };
        if (next is { } token)
        {
            members.Add($"\"nextUri\":\"http://{context.Request.Host}/v1/statement/executing/{Id}/{Slug}/{token}\"");
        }

        if (rows is not null)
        {
            members.Add($"\"columns\":[{string.Join(',', Columns.Select(column => $$"""{"name":"{{column.Name}}","type":"{{column.Type}}","typeSignature":null}"""))}],\"data\":[{string.Join(',', rows)}]");
        }

        if (next is null && Error is not null)
        {
            members.Add($"\"error\":{Error}");
        }

        members.Add($"\"stats\":{{\"state\":\"{state}\",\"elapsedTimeMillis\":31,\"processedRows\":{Pages.Sum(page => page.Length)}}},\"warnings\":[]");
        return $"{{{string.Join(',', members)}}}";
    }
}
