using System.Text.Json;
using MeshStarter.Contracts.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.ServiceDefaults.Tests.Governance;

/// <summary>A governance that does what the real one must not, to see what its clients make of it. The real one is tested in Governance.Tests.</summary>
internal sealed class FaultyGovernance : IAsyncDisposable
{
    public const string Good = """
        version: 1.0.0
        description: for a test
        access:
          - { id: open, description: Everyone reads., effect: permit, actions: [discover, read], when: everyone }
        registration: []
        """;

    private readonly WebApplication _app;
    private int _polls;

    private FaultyGovernance(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Answers at the bundle's address.</summary>
    public Func<HttpContext, IResult> Bundle { get; set; } = context => Yaml(context, Good);

    /// <summary>Holds back answers at the bundle's address to clients that let it.</summary>
    public Task PollsHeld { get; set; } = Task.CompletedTask;

    /// <summary>Answers a batch at the audit's address.</summary>
    public Func<AuditBatch, IResult> Audit { get; set; } = _ => Results.NoContent();

    /// <summary>Holds batches back before they are answered.</summary>
    public Task AuditHeld { get; set; } = Task.CompletedTask;

    public static async Task<FaultyGovernance> StartAsync()
    {
        var app = Loopback.Build();
        var governance = new FaultyGovernance(app);
        app.MapGet("/policies/bundle", (Delegate)(async Task<IResult> (HttpContext context) =>
        {
            Interlocked.Increment(ref governance._polls);
            if (context.Request.Query.ContainsKey("wait"))
            {
                await governance.PollsHeld.WaitAsync(context.RequestAborted);
            }

            return governance.Bundle(context);
        }));
        app.MapPost("/audit", (Delegate)(async Task<IResult> (HttpContext context) =>
        {
            var batch = await JsonSerializer.DeserializeAsync<AuditBatch>(context.Request.Body, MeshJson.Options, context.RequestAborted);
            await governance.AuditHeld.WaitAsync(context.RequestAborted);
            return governance.Audit(batch!);
        }));
        await app.StartAsync(CancellationToken.None);
        return governance;
    }

    /// <summary>Waits until a client that polls has taken an answer that was requested after the call.</summary>
    public async Task PolledAsync()
    {
        var before = Volatile.Read(ref _polls);
        // One may be under way, the next one is requested later, and the third when the client has its answer.
        await Eventually.HoldsAsync(() => Volatile.Read(ref _polls) >= before + 3);
    }

    public static IResult Yaml(HttpContext context, string text)
    {
        var tag = $"\"{text.GetHashCode(StringComparison.Ordinal):x}\"";
        if (context.Request.Headers.IfNoneMatch.ToString() == tag)
        {
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        context.Response.Headers.ETag = tag;
        return Results.Text(text, "application/yaml");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
