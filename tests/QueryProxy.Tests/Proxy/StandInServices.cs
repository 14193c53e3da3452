using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using MeshStarter.Contracts;
using MeshStarter.Lake.Iceberg;
using MeshStarter.LakeKit;
using MeshStarter.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>
/// Data for the proxy, over real HTTP in the words of the contracts: fixed answers of catalog and governance. The services
/// themselves are alongside the proxy in tests/EndToEnd; here they would need a database server.
/// </summary>
public sealed class StandInServices : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<ProductReference, ProductDetails> _majorVersions = new();
    private readonly ConcurrentDictionary<DataProductId, ProductDetails> _products = new();

    private int _refusedQueries;

    private StandInServices(WebApplication app, string address) => (_app, Address) = (app, address);

    public string Address { get; }

    /// <summary>What <c>GET /policies/bundle</c> serves.</summary>
    public string Bundle { get; set; } = "";

    public bool CatalogIsUp { get; set; } = true;

    public ConcurrentQueue<AuditRecord> Audit { get; } = new();

    /// <summary>Whether governance takes audit records.</summary>
    public bool AuditIsUp { get; set; } = true;

    /// <summary>The records of queries that the catalog took.</summary>
    public ConcurrentQueue<CapturedQuery> Queries { get; } = new();

    /// <summary>Whether the catalog takes records of queries.</summary>
    public bool QueriesAreUp { get; set; } = true;

    /// <summary>How often records were not taken.</summary>
    public int RefusedQueries => _refusedQueries;

    /// <summary>The addresses that were asked for.</summary>
    public ConcurrentQueue<string> Requested { get; } = new();

    /// <summary>Waited for before the catalog answers about a product, by its name; null where it answers at once.</summary>
    public Func<string, Task>? Hold { get; set; }

    /// <summary>The grants, in the order of their changes: what <c>GET /access/changes</c> serves.</summary>
    public ConcurrentQueue<GrantTerms> Grants { get; } = new();

    /// <summary>Registers a product.</summary>
    public void Register(ProductDetails product)
    {
        _majorVersions[new ProductReference(product.Name, product.Version.Major)] = product;
        if (product.Lifecycle is not { IsDefault: false })
        {
            _products[product.Name] = product;
        }
    }

    /// <param name="tables">The tables that the catalog has; null for a governance alone.</param>
    public static async Task<StandInServices> StartAsync(ITableCatalog? tables = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var address = $"http://127.0.0.1:{FreePort.Take()}";
        builder.WebHost.UseUrls(address);
        var app = builder.Build();
        var services = new StandInServices(app, address);
        app.Use((context, next) =>
        {
            services.Requested.Enqueue(context.Request.Path + context.Request.QueryString);
            if (services.CatalogIsUp || !(context.Request.Path.StartsWithSegments("/products", StringComparison.Ordinal) || context.Request.Path.StartsWithSegments("/iceberg", StringComparison.Ordinal)))
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        });
        app.MapGet("/products", (bool details, string? domain) => details
            ? Json(new ProductDetailsPage([.. services._products.Values.Where(product => domain is null || product.Name.Domain == domain).OrderBy(product => product.Name)], null))
            : Results.BadRequest());
        app.MapGet("/products/{name}", async (string name) =>
        {
            await (services.Hold?.Invoke(name) ?? Task.CompletedTask);
            return services.Find(name) is { } product ? Json(product) : Results.NotFound();
        });
        if (tables is not null)
        {
            app.MapTables(tables);
        }

        app.MapPost("/queries", async (HttpRequest request) =>
        {
            if (!services.QueriesAreUp)
            {
                Interlocked.Increment(ref services._refusedQueries);
                return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            }

            foreach (var query in (await request.ReadFromJsonAsync<ItemList<CapturedQuery>>(MeshJson.Options, request.HttpContext.RequestAborted))!.Items)
            {
                services.Queries.Enqueue(query);
            }

            return Results.NoContent();
        });
        app.MapGet("/policies/bundle", services.BundleAnswer);
        app.MapGet("/access/changes", (int after) => Json(services.GrantsBehind(after)));
        app.MapPost("/audit", async (HttpRequest request) =>
        {
            if (!services.AuditIsUp)
            {
                return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            }

            foreach (var record in (await request.ReadFromJsonAsync<AuditBatch>(MeshJson.Options, request.HttpContext.RequestAborted))!.Records)
            {
                services.Audit.Enqueue(record);
            }

            return Results.Ok();
        });
        await app.StartAsync(CancellationToken.None);
        return services;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private ProductDetails? Find(string name) =>
        !ProductReference.TryParse(name, out var reference, out _) ? null
        : reference.Major is null ? _products.GetValueOrDefault(reference.Product)
        : _majorVersions.GetValueOrDefault(reference);

    private GrantChanges GrantsBehind(int after)
    {
        var all = Grants.ToArray();
        return new GrantChanges("tests", all.Length, IsComplete: true, all[after..]);
    }

    private IResult BundleAnswer(HttpContext context)
    {
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Bundle)))}\"";
        context.Response.Headers.ETag = tag;
        return context.Request.Headers.IfNoneMatch == tag ? Results.StatusCode(StatusCodes.Status304NotModified) : Results.Text(Bundle, "application/yaml");
    }

    private static IResult Json<T>(T value) => Results.Json(value, MeshJson.Options);
}
