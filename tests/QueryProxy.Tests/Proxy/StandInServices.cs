using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Queries;
using MeshStarter.Contracts.Registration;
using MeshStarter.LakeKit;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Iceberg.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

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

    private readonly List<GrantTerms> _grants = [];

    private int _refusedQueries;
    private string _bundle = "";
    private TaskCompletionSource _news = NoNews();

    private StandInServices(WebApplication app, string address) => (_app, Address) = (app, address);

    public string Address { get; }

    /// <summary>The bundle that <c>GET /policies/bundle</c> serves.</summary>
    public string Bundle
    {
        get => _bundle;
        set
        {
            _bundle = value;
            Announce();
        }
    }

    public bool CatalogIsUp { get; set; } = true;

    public ConcurrentQueue<AuditRecord> Audit { get; } = new();

    /// <summary>Whether governance takes audit records.</summary>
    public bool AuditIsUp { get; set; } = true;

    /// <summary>The records of queries that the catalog took.</summary>
    public ConcurrentQueue<CapturedQuery> Queries { get; } = new();

    /// <summary>Whether the catalog takes records of queries.</summary>
    public bool QueriesAreUp { get; set; } = true;

    /// <summary>The number of times that records were not taken.</summary>
    public int RefusedQueries => _refusedQueries;

    /// <summary>The addresses that were requested.</summary>
    public ConcurrentQueue<string> Requested { get; } = new();

    /// <summary>Waited for before the catalog answers about a product, by its name; null where it answers at once.</summary>
    public Func<string, Task>? Hold { get; set; }

    /// <summary>An action before products are listed, of a domain or of all; null for none.</summary>
    public Action<string?>? Listing { get; set; }

    /// <summary>Registers a product.</summary>
    public void Register(ProductDetails product)
    {
        _majorVersions[new ProductReference(product.Name, product.Version.Major)] = product;
        if (product.Lifecycle is not { IsDefault: false })
        {
            _products[product.Name] = product;
        }
    }

    /// <summary>Takes a product out of the catalog; its table stays.</summary>
    public void Remove(DataProductId name)
    {
        _products.TryRemove(name, out _);
        foreach (var major in _majorVersions.Keys.Where(major => major.Product == name))
        {
            _majorVersions.TryRemove(major, out _);
        }
    }

    /// <param name="tables">The tables that the catalog has; null for a governance alone.</param>
    public static async Task<StandInServices> StartAsync(ITableCatalog? tables = null)
    {
        var port = FreePort.Take();
        var app = Loopback.Build(port);
        var services = new StandInServices(app, $"http://127.0.0.1:{port}");
        app.Use((context, next) =>
        {
            services.Requested.Enqueue(context.Request.Path + context.Request.QueryString);
            if (services.RevisionOf(context.Request.Path.Value!) is { } revision)
            {
                context.Response.Headers[ProductRevision.Header] = revision;
            }

            if (services.CatalogIsUp || !(context.Request.Path.StartsWithSegments("/products", StringComparison.Ordinal) || context.Request.Path.StartsWithSegments("/iceberg", StringComparison.Ordinal)))
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        });
        app.MapGet("/products", (bool details, string? domain) =>
        {
            services.Listing?.Invoke(domain);
            return details
                ? Json(new Page<ProductDetails>([.. services._products.Values.Where(product => domain is null || product.Name.Domain == domain).OrderBy(product => product.Name)], null))
                : Results.BadRequest();
        });
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
        app.MapGet("/policies/bundle", services.BundleAnswerAsync);
        app.MapGet("/access/changes", services.GrantsAfterAsync);
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

    /// <summary>The revision of the product that an answer is about: it differs where one of its versions does.</summary>
    private string? RevisionOf(string path)
    {
        var name = path.Split('/') switch
        {
            ["", "products", var named] => named,
            ["", "iceberg", "v1", "mesh", "namespaces", var domain, "tables", var table] when table.LastIndexOf("_v", StringComparison.Ordinal) is > 0 and var mark => $"{domain}.{table[..mark]}",
            _ => null,
        };
        if (name is null || !ProductReference.TryParse(name, out var reference, out _) || !_products.TryGetValue(reference.Product, out var current))
        {
            return null;
        }

        var versions = _majorVersions.Where(each => each.Key.Product == reference.Product).OrderBy(each => each.Key.Major).Select(each => each.Value).Append(current);
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(versions, MeshJson.Options)));
    }

    private ProductDetails? Find(string name) =>
        !ProductReference.TryParse(name, out var reference, out _) ? null
        : reference.Major is null ? _products.GetValueOrDefault(reference.Product)
        : _majorVersions.GetValueOrDefault(reference);

    /// <summary>Gives a grant, or ends it.</summary>
    public void Change(GrantTerms grant)
    {
        lock (_grants)
        {
            _grants.Add(grant);
        }

        Announce();
    }

    private static TaskCompletionSource NoNews() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Announce() => Interlocked.Exchange(ref _news, NoNews()).SetResult();

    /// <summary>Holds an answer as governance does, until there is news or the time is over.</summary>
    private async Task HoldAsync(int milliseconds, Func<bool> isNews, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        over.CancelAfter(milliseconds);
        try
        {
            for (var next = Volatile.Read(ref _news).Task; !isNews(); next = Volatile.Read(ref _news).Task)
            {
                await next.WaitAsync(over.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The answer is that there is none.
        }
    }

    private async Task<IResult> GrantsAfterAsync(int after, CancellationToken cancellationToken, int wait = 0)
    {
        await HoldAsync(wait, () => _grants.Count > after, cancellationToken);
        lock (_grants)
        {
            return Json(new GrantChanges("stand-in", _grants.Count, IsComplete: true, [.. _grants.Skip(after)]));
        }
    }

    private async Task<IResult> BundleAnswerAsync(HttpContext context, int wait = 0)
    {
        var known = context.Request.Headers.IfNoneMatch.ToString();
        await HoldAsync(wait, () => TagOf(Bundle) != known, context.RequestAborted);
        var bundle = Bundle;
        var tag = TagOf(bundle);
        context.Response.Headers.ETag = tag;
        return tag == known ? Results.StatusCode(StatusCodes.Status304NotModified) : Results.Text(bundle, "application/yaml");
    }

    private static string TagOf(string bundle) => $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(bundle)))}\"";

    private static IResult Json<T>(T value) => Results.Json(value, MeshJson.Options);
}
