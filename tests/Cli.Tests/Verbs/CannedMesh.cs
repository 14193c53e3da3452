using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Cli.Tests.Verbs;

/// <summary>Answers every request with what a test has for it, as all services of a mesh in one.</summary>
internal sealed class CannedMesh(WebApplication app) : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _requests = new();

    /// <summary>The options that name it in place of catalog, governance and query proxy.</summary>
    public string[] Options => ["--catalog", Address, "--governance", Address, "--query", Address];

    public string Address => app.Urls.Single();

    /// <summary>Method, address and body of each request.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    public static async Task<CannedMesh> StartAsync(Func<HttpContext, IResult> answer)
    {
        var app = Loopback.Build();
        var mesh = new CannedMesh(app);
        app.MapFallback("{*path}", async (HttpContext context) =>
        {
            using var body = new StreamReader(context.Request.Body);
            mesh._requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {await body.ReadToEndAsync(context.RequestAborted)}".TrimEnd());
            return answer(context);
        });
        await app.StartAsync(CancellationToken.None);
        return mesh;
    }

    public static IResult Json(string text) => Results.Text(text, "application/json");

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
