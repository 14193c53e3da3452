using System.Collections.Concurrent;
using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Pins;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Types;
using MeshStarter.LakeKit;
using MeshStarter.Platform.Storage;
using MeshStarter.Sdk.Ports.Table;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Sdk.Tests.Consuming;

/// <summary>A catalog and a domain's ports on one address of loopback, as a consumer sees them; the test says what they answer.</summary>
internal sealed class PortServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PortServer(WebApplication app) => _app = app;

    /// <summary>The bucket of the products' tables.</summary>
    public Bucket Bucket { get; } = new(Directory.CreateTempSubdirectory("mesh-test-consumed-").FullName);

    /// <summary>The catalog's tables.</summary>
    public LocalTableCatalog Tables => field ??= new LocalTableCatalog(Bucket.Store, FileLocation.FromPath(Bucket.Root), TimeProvider.System);

    /// <summary>Whether the caller may have the files of tables.</summary>
    public bool GrantsFiles { get; set; } = true;

    public Uri Address => new(_app.Urls.Single() + "/");

    /// <summary>Products that the catalog knows.</summary>
    public ConcurrentDictionary<string, ProductDetails> Products { get; } = new(StringComparer.Ordinal);

    /// <summary>The answers of the port at <c>ports/…</c>, by its path.</summary>
    public ConcurrentDictionary<string, RequestDelegate> Ports { get; } = new(StringComparer.Ordinal);

    /// <summary>The masks and filters that the rows of a port go through, by its path; none where nothing is said.</summary>
    public ConcurrentDictionary<string, string> Obligations { get; } = new(StringComparer.Ordinal);

    /// <summary>The changes since a snapshot that a table port reports, by its path.</summary>
    public ConcurrentDictionary<string, Func<long?, string?, TableChanges>> Changes { get; } = new(StringComparer.Ordinal);

    /// <summary>The page that an ingress answers where a service reports its presence; null where the catalog answers.</summary>
    public string? Page { get; set; }

    /// <summary>The media type of the page.</summary>
    public string PageType { get; set; } = "text/html";

    /// <summary>The state of the domain's import.</summary>
    public string ImportState { get; set; } = "none";

    /// <summary>The reasons why a port's rows may not be read any more, by its path.</summary>
    public ConcurrentDictionary<string, string> Denied { get; } = new(StringComparer.Ordinal);

    /// <summary>Every request so far: path and query, and the token it brought.</summary>
    public ConcurrentQueue<(string Path, string Authorization)> Requests { get; } = new();

    /// <summary>Pins the current snapshot of a product by its name and the pin's id; null as a catalog from before pins.</summary>
    public Func<string, Guid, PinRequest, Task<SnapshotPin?>> SetPin { get; set; } = (_, _, _) => Task.FromResult<SnapshotPin?>(null);

    /// <summary>The pins that were ended so far.</summary>
    public ConcurrentQueue<Guid> EndedPins { get; } = new();

    /// <summary>The reason why the catalog subscribes no one; null where it does.</summary>
    public string? SubscriptionRefusal { get; set; }

    /// <summary>Every subscription so far.</summary>
    public ConcurrentQueue<(string Product, SubscriptionRequest Request)> Subscriptions { get; } = new();

    public static async Task<PortServer> StartAsync()
    {
        var app = Loopback.Build();
        var server = new PortServer(app);
        app.Use(async (context, next) =>
        {
            server.Requests.Enqueue((context.Request.Path + context.Request.QueryString.ToString(), context.Request.Headers.Authorization.ToString()));
            await next(context);
        });
        app.MapGet("/products/{name}", (string name) => server.Products.TryGetValue(name, out var product) || (name.EndsWith("@1", StringComparison.Ordinal) && server.Products.TryGetValue(name[..^2], out product))
            ? Results.Json(product, MeshJson.Options)
            : Results.Problem("name: there is no such product", statusCode: StatusCodes.Status404NotFound));
        app.MapPut("/domains/{domain}/presence", (string domain) => server.Page is { } page ? Results.Bytes(System.Text.Encoding.UTF8.GetBytes(page), server.PageType) : Results.Json(
            new ItemList<ProductMajorStatus>([.. server.Products.Values.Where(product => product.Name.Domain == domain && product.Lifecycle is not null).Select(product => new ProductMajorStatus(product.Name, product.Lifecycle!))]),
            MeshJson.Options));
        app.MapPost("/products/{name}/subscriptions", (string name, SubscriptionRequest request) =>
        {
            if (server.SubscriptionRefusal is { } reason)
            {
                return Results.Problem(reason, statusCode: StatusCodes.Status403Forbidden);
            }

            server.Subscriptions.Enqueue((name, request));
            return Results.Json(new { }, MeshJson.Options);
        });
        app.MapPut("/products/{name}/pins/{pin}", async (string name, Guid pin, PinRequest request) => await server.SetPin(name, pin, request) is { } set
            ? Results.Json(set, MeshJson.Options)
            : Results.NotFound());
        app.MapDelete("/products/{name}/pins/{pin}", (string name, Guid pin) =>
        {
            server.EndedPins.Enqueue(pin);
            return Results.NoContent();
        });
        app.MapGet("/ports/{port}/obligations", (string port) => server.Denied.TryGetValue(port, out var reason)
            ? Results.Problem(reason, statusCode: StatusCodes.Status403Forbidden)
            : Results.Json(new { name = server.Obligations.GetValueOrDefault(port) }, MeshJson.Options));
        app.MapGet("/ports/{port}/changes", (string port, long? since, string? column) => server.Changes.TryGetValue(port, out var changes)
            ? Results.Json(changes(since, column), MeshJson.Options)
            : Results.Problem("changes: are not told", statusCode: StatusCodes.Status404NotFound));
        app.MapGet("/import", () => Results.Json(new { state = server.ImportState, imported = new { }, rejected = 0, facts = new { }, emitted = new { }, consumed = new { } }, MeshJson.Options));
        app.MapGet("/ports/{port}", (string port, HttpContext context) => server.Ports[port](context));
        app.MapGroup("").AddEndpointFilter(async (context, next) => server.GrantsFiles
            ? await next(context)
            : Results.Json(new { error = new { message = "orders.orders: columns are masked. Rules: mask-pii.", type = "ForbiddenException", code = 403 } }, statusCode: StatusCodes.Status403Forbidden)).MapTables(server.Tables);
        await app.StartAsync(CancellationToken.None);
        return server;
    }

    /// <summary>Registers a product with one port, served at <c>ports/{product}</c>. A column whose type ends in <c>!</c> always has a value.</summary>
    public void Register(string name, PortType port, params (string Column, string Type)[] columns) => Products[name] = TestProductDetails.Of(
        ProductReference.Parse(name).Product.ToString(),
        [.. columns.Select(column => new ColumnDefinition { Name = column.Column, Type = ColumnType.Parse(column.Type.TrimEnd('!')), Required = column.Type.EndsWith('!') })]) with
    {
        Ports = [new PortLocation(port, new Uri(Address, "ports/" + name).ToString())],
        Access = new AccessTerms(),
    };

    /// <summary>Serves the states of a table as a table port does, the current one last; a state of no rows is that of a table without snapshots.</summary>
    public void ServeStates(string name, params (long Snapshot, object[] Rows)[] states) => Ports[name] = async context =>
    {
        var requested = context.Request.Query["snapshot"].ToString();
        var (snapshot, rows) = requested.Length == 0 ? states[^1] : states.SingleOrDefault(state => state.Snapshot.ToString() == requested);
        if (rows is null)
        {
            await Results.Problem($"snapshot={requested}: is not kept any more", statusCode: StatusCodes.Status410Gone, type: ProblemTypes.SnapshotNotFound).ExecuteAsync(context);
            return;
        }

        context.Response.Headers["Mesh-Snapshot-Id"] = rows.Length == 0 ? "none" : snapshot.ToString();
        await WriteAsync(context, rows);
    };

    /// <summary>Serves rows as a table port does.</summary>
    public void ServeRows(string name, params object[] rows) => Ports[name] = context => WriteAsync(context, rows);

    private static async Task WriteAsync(HttpContext context, object[] rows)
    {
        context.Response.ContentType = "application/x-ndjson";
        foreach (var row in rows)
        {
            await context.Response.WriteAsync(JsonSerializer.Serialize(row) + "\n", context.RequestAborted);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(Bucket.Root, recursive: true);
    }
}
