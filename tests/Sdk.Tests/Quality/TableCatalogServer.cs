using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MeshStarter.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Sdk.Tests.Quality;

/// <summary>The part of the catalog that publishing needs; the catalog itself is held in its own tests.</summary>
internal sealed class TableCatalogServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, TableSnapshot> _tables = new(StringComparer.Ordinal);

    private TableCatalogServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single() + "/");

    public ConcurrentQueue<(string Product, BatchReport Report)> Reports { get; } = new();

    public ConcurrentQueue<JsonObject> Lineage { get; } = new();

    /// <summary>What the next reports are answered.</summary>
    public ConcurrentQueue<int> Refusals { get; } = new();

    public static async Task<TableCatalogServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new TableCatalogServer(app);
        app.MapGet("/products/{name}/snapshot", (string name) => server.Current(name) is { } snapshot ? Results.Json(snapshot, MeshJson.Options) : Results.NotFound());
        app.MapPost("/products/{name}/snapshots", async (string name, HttpContext context) =>
        {
            var snapshot = await context.Request.ReadFromJsonAsync<TableSnapshot>(MeshJson.Options, context.RequestAborted);
            lock (server)
            {
                if (server.Current(name)?.SnapshotId != snapshot!.ParentSnapshotId)
                    return Results.Conflict();
                server._tables[name] = snapshot;
            }

            return Results.Json(snapshot, MeshJson.Options, statusCode: StatusCodes.Status201Created);
        });
        app.MapPost("/products/{name}/quality", async (string name, HttpContext context) =>
        {
            if (server.Refusals.TryDequeue(out var status))
                return Results.StatusCode(status);
            server.Reports.Enqueue((name, (await context.Request.ReadFromJsonAsync<BatchReport>(MeshJson.Options, context.RequestAborted))!));
            return Results.NoContent();
        });
        app.MapPost("/api/v1/lineage", async (HttpContext context) =>
        {
            server.Lineage.Enqueue((await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!.AsObject());
            return Results.Created();
        });
        await app.StartAsync(CancellationToken.None);
        return server;
    }

    public TableSnapshot? Current(string product) => _tables.GetValueOrDefault(product);

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
