using System.Collections.Concurrent;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Lake.Tables;
using MeshStarter.LakeKit;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Storage;
using MeshStarter.Sdk.Tests.Publishing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Sdk.Tests.Quality;

/// <summary>The part of the catalog that publishing needs; the catalog itself is held in its own tests.</summary>
internal sealed class TableCatalogServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TableCatalogServer(WebApplication app, LocalTableCatalog tables) => (_app, Tables) = (app, tables);

    public LocalTableCatalog Tables { get; }

    public Uri Address => new(_app.Urls.Single() + "/");

    /// <summary>The reports that it took, with commits and by themselves.</summary>
    public ConcurrentQueue<(string Product, BatchReport Report)> Reports { get; } = new();

    /// <summary>The statuses of the answers to the next reports that no commit brings.</summary>
    public ConcurrentQueue<int> Refusals { get; } = new();

    /// <summary>The statuses of the answers to reports on certain batches.</summary>
    public ConcurrentDictionary<string, int> Refused { get; } = new();

    public static async Task<TableCatalogServer> StartAsync(Bucket bucket)
    {
        var app = Loopback.Build();
        var server = new TableCatalogServer(app, new LocalTableCatalog(bucket.Store, FileLocation.FromPath(bucket.Root), TimeProvider.System));
        server.Tables.Reported = (table, report) => server.Reports.Enqueue(($"{table.Namespace[0]}.{table.Name[..table.Name.LastIndexOf("_v", StringComparison.Ordinal)]}", report));
        app.Use((context, next) =>
        {
            // In a mesh the catalog is another process.
            RanTypes.LeaveOut();
            return next(context);
        });
        app.MapTables(server.Tables);
        app.MapPost("/products/{name}/quality", async (string name, HttpContext context) =>
        {
            if (server.Refusals.TryDequeue(out var status))
            {
                return Results.StatusCode(status);
            }

            var report = (await context.Request.ReadFromJsonAsync<BatchReport>(MeshJson.Options, context.RequestAborted))!;
            if (server.Refused.TryGetValue(report.BatchId, out var refused))
            {
                return Results.Problem($"batch_id: {report.BatchId} is refused.", statusCode: refused);
            }

            server.Reports.Enqueue((name, report));
            return Results.NoContent();
        });
        await app.StartAsync(CancellationToken.None);
        return server;
    }

    public async Task<TableMetadata?> TableAsync(string product, int major = 1) => (await Tables.LoadAsync(ProductTable.Of(DataProductId.Parse(product), major), CancellationToken.None))?.Metadata;

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
