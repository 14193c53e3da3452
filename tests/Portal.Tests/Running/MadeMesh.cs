using System.Collections.Concurrent;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Overview;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Profiles;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Search;
using MeshStarter.Contracts.Slo;
using MeshStarter.Contracts.Storage;
using MeshStarter.Contracts.Types;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Portal.Tests.Running;

/// <summary>
/// The services that the portal sends requests to, on one address of loopback: governance's tokens, the catalog's products, the query proxy's rows,
/// what the shop quarantined, and the health of all. The test says what each answers. The next test gets it with the portals that read it.
/// </summary>
internal sealed class MadeMesh : IAsyncDisposable
{
    private static readonly (string Name, string Domain, string Role)[] Personas =
        [("analyst", "analytics", "analyst"), ("auditor", "governance", "auditor"), ("shop-owner", "shop", "owner"), ("depot-owner", "depot", "owner"), ("security", "governance", "security")];

    // Fewer than let a portal keep apart from a service: half of 20 requests.
    private const int MostFailures = 9;

    // Longer than a portal keeps a token, and that a service failed.
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(11);

    private static readonly ConcurrentBag<MadeMesh> Idle = [];

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, PortalHost> _portals = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RequestDelegate> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RequestDelegate> _away = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<MadeRequest> _requests = new();
    private readonly SortedDictionary<string, ProductDetails> _products = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RequestDelegate> _queries = new(StringComparer.Ordinal);

    private int _failures;
    private bool _isStopped;

    private MadeMesh(WebApplication app) => _app = app;

    /// <summary>The clock of the portals that read it.</summary>
    public MovableTime Time { get; } = new();

    public static Task<MadeMesh> StartAsync() => Idle.TryTake(out var mesh) ? Task.FromResult(mesh) : StartOneAsync();

    private static async Task<MadeMesh> StartOneAsync()
    {
        var app = Loopback.Build();
        var mesh = new MadeMesh(app);
        Get(app, "/{service}/health", "service", (service, context) => mesh.AnswerAsync($"{service}/health", Text("Healthy"), context));
        app.MapGet("/governance/dev/personas", context => mesh.AnswerAsync("governance/dev/personas", Json(new { items = Personas.Select(persona => new { persona.Name, about = "made for a test", persona.Domain, roles = new[] { persona.Role } }) }), context));
        app.MapPost("/governance/dev/token", async context =>
        {
            var requested = (await context.Request.ReadFromJsonAsync<TokenRequest>(context.RequestAborted))!;
            await mesh.AnswerAsync("governance/dev/token", Json(new { access_token = $"{requested.Persona}-at-{string.Join('+', requested.Audience)}", token_type = "Bearer", expires_in = 600 }), context);
        });
        app.MapGet("/catalog/products", context => mesh.AnswerAsync("catalog/products", mesh.List(context.Request.Query), context));
        Get(app, "/catalog/products/{name}/profile", "name", (name, context) => mesh.AnswerAsync(
            $"catalog/products/{name}/profile", mesh._products.TryGetValue(name, out var product) ? Json(ProfileOf(product)) : Problem(404, $"name: there is no product {name}."), context));
        Get(app, "/catalog/products/{name}/changes", "name", (name, context) => mesh.AnswerAsync($"catalog/products/{name}/changes", Problem(404, $"name: there is no product {name}."), context));
        Get(app, "/catalog/products/{name}/contract", "name", (name, context) => mesh.AnswerAsync($"catalog/products/{name}/contract", Problem(404, $"name: there is no product {name}."), context));
        Get(app, "/catalog/products/{name}/majors", "name", (name, context) => mesh.AnswerAsync($"catalog/products/{name}/majors", Json(new ItemList<MajorVersionStatus>([])), context));
        Get(app, "/catalog/products/{name}/quality", "name", (name, context) =>
            mesh.AnswerAsync($"catalog/products/{name}/quality", Json(new ProductQuality { Product = DataProductId.Parse(name), Major = 1, Checks = [], History = [] }), context));
        Get(app, "/catalog/products/{name}/storage", "name", (name, context) => mesh.AnswerAsync($"catalog/products/{name}/storage", Json(new ItemList<StoredTable>([])), context));
        app.MapGet("/catalog/overview", context => mesh.AnswerAsync("catalog/overview", Json(new MeshOverview([], [], false)), context));
        app.MapGet("/catalog/slo", context => mesh.AnswerAsync("catalog/slo", Json(new Page<ProductSloState>([], null)), context));
        app.MapGet("/catalog/changes", context => mesh.AnswerAsync("catalog/changes", Json(new ItemList<MeshChange>([])), context));
        app.MapGet("/catalog/lineage", context => mesh.AnswerAsync("catalog/lineage", Problem(404, "node: nothing that you may see is called so."), context));
        app.MapGet("/shop/import", context => mesh.AnswerAsync("shop/import", Json(new { state = "none", imported = new Dictionary<string, long>(), rejected = 0 }), context));
        app.MapGet("/shop/refused-versions", context => mesh.AnswerAsync("shop/refused-versions", Json(new ItemList<RefusedVersion>([])), context));
        app.MapGet("/shop/health/products", context => mesh.AnswerAsync("shop/health/products", Json(HealthOf([.. mesh._products.Values.Where(product => product.Name.Domain == "shop").Select(product => (product.Name, product.Version.Major))])), context));
        Get(app, "/shop/products/{name}/quarantine", "name", (name, context) => mesh.AnswerAsync($"shop/products/{name}/quarantine", Json(new { items = Array.Empty<object>() }), context));
        Get(app, "/shop/products/{name}/publishing", "name", (name, context) => mesh.AnswerAsync($"shop/products/{name}/publishing", Json(new { product = $"shop.{name}", major = 1 }), context));
        app.MapPost("/shop/products/{name}/quarantine/{batch}/replay", context =>
            mesh.AnswerAsync(context.Request.Path.Value!.TrimStart('/'), Problem(404, $"batch: there is no {context.Request.RouteValues["batch"]}."), context));
        app.MapPost("/query/query", context => mesh.AnswerAsync("query/query", mesh.RowsAsync, context));
        Get(app, "/catalog/products/{name}", "name", (name, context) =>
            mesh.AnswerAsync($"catalog/products/{name}", mesh._products.TryGetValue(name, out var product) ? Json(product) : Problem(404, "There is no such product."), context));
        app.MapFallback(context => mesh.AnswerAsync(context.Request.Path.Value!.TrimStart('/'), Problem(404, "There is nothing here."), context));
        await app.StartAsync(CancellationToken.None);
        return mesh;
    }

    // Not a handler with parameters: the framework would compile one for each, of each mesh.
    private static void Get(WebApplication app, string pattern, string part, Func<string, HttpContext, Task> answer) =>
        app.MapGet(pattern, context => answer((string)context.Request.RouteValues[part]!, context));

    /// <summary>The address of a service.</summary>
    public string Url(string service) => $"{_app.Urls.Single()}/{service}/";

    /// <summary>Says what an address answers instead of what it usually does.</summary>
    public void Answer(string path, RequestDelegate answer) => _answers[path] = answer;

    /// <summary>Says what an address answers, and gets the body that was last posted to it; an empty one before.</summary>
    public Func<string> Record(string path, RequestDelegate answer)
    {
        Answer(path, answer);
        return () => Requests(path).LastOrDefault(request => request.Method == HttpMethods.Post)?.Body ?? "";
    }

    /// <summary>The requests of an address since the test began, the oldest first; one for a token has no body here.</summary>
    public IReadOnlyList<MadeRequest> Requests(string path) => [.. _requests.Where(request => request.Path == path)];

    /// <summary>Lets every address of a service answer that it is unavailable.</summary>
    public void TakeAway(string service, string reason) => _away[service] = Problem(503, reason);

    /// <summary>Registers a product with a column each for what a shop has, and says what a query of it answers.</summary>
    public void Add(string name, RequestDelegate rows, params string[] examples) => Add(name, rows, Reachability.Available, examples);

    public void Add(string name, RequestDelegate rows, Reachability reachability, params string[] examples)
    {
        _queries[name] = rows;
        ColumnDefinition[] schema =
        [
            new() { Name = "number", Type = ColumnType.Parse("INTEGER") },
            new() { Name = "email", Type = ColumnType.Parse("STRING"), Tags = ["pii.email"] },
        ];
        _products[name] = TestProductDetails.Of(name, schema, Classification.Confidential) with
        {
            Version = new ProductVersion(1, 2, 3),
            Description = "Made for a test",
            Ports = [new PortLocation(PortType.Table, "http://localhost:4711/products/made/table")],
            Slo = new ServiceLevels("5 minutes", null, null),
            Access = new AccessTerms(),
            Examples = examples,
            Reachability = reachability,
            LastReportAt = DateTimeOffset.UnixEpoch,
        };
    }

    /// <summary>The health of product versions that have tables.</summary>
    public static DomainHealth HealthOf(params IReadOnlyList<(DataProductId Product, int Major)> versions) =>
        new([.. versions.Select(version => new ProductHealth { Product = version.Product, Major = version.Major, OpenPorts = [PortType.Table], IsTableReadable = true, IsFedByOutbox = true })]);

    /// <summary>The profile of a registered product for a reader from whom nothing is hidden.</summary>
    public ProductProfile ProfileOf(string name) => ProfileOf(_products[name]);

    private RequestDelegate List(IQueryCollection query) =>
        query.ContainsKey("q") ? Json(Found())
        : query.ContainsKey("details") ? Json(new Page<ProductDetails>([.. _products.Values], null))
        : Json(new Page<ProductSummary>([.. _products.Values.Select(Summary)], null));

    private static ProductProfile ProfileOf(ProductDetails product) => new()
    {
        Product = product,
        Versions = [new VersionSummary { Version = product.Version, State = MajorVersionState.Active, IsDefault = true, RegisteredAt = product.RegisteredAt, Changes = [] }],
        Reading = new ReaderView { MayRead = true, MayReadFiles = true, Reason = "", Columns = [.. product.Schema.Select(column => new ReaderColumn(column.Name, null, null))], Filters = [] },
        Rules = [],
        Quality = new QualityHistory { Checks = [], Days = [] },
        Publishes = [],
        Consumers = new ProductConsumers { Count = 0, Domains = [] },
    };

    /// <summary>Describes a registered product in other words, as its owner and its port, too.</summary>
    public void Describe(string name, string text) => _products[name] = _products[name] with { Description = text, Owner = text, Ports = [new PortLocation(PortType.Table, text)] };

    // Finds every product, whatever the words are.
    private ProductSearchPage Found() => new()
    {
        Items = [.. _products.Values.Select(product => new ProductMatch
        {
            Name = product.Name,
            Version = product.Version,
            Kind = product.Kind,
            Owner = product.Owner,
            Description = product.Description,
            Classification = product.Classification,
            Ports = product.Ports,
            Tags = ["pii.email"],
            Slo = SloState.Met,
            Consumers = 2,
            Columns = product.Schema.Count,
            MatchingColumns = ["email"],
            State = MajorVersionState.Active,
            Reachability = product.Reachability ?? Reachability.Available,
            LastReportAt = product.LastReportAt,
        })],
        Total = _products.Count,
        Facets =
        [
            new SearchFacet("domain", [new SearchFacetValue("shop", _products.Count, IsSelected: false)], 0),
            new SearchFacet("slo", [new SearchFacetValue("met", _products.Count, IsSelected: false)], 0),
        ],
        Next = null,
    };

    public static RequestDelegate Text(string text) => context => context.Response.WriteAsync(text, context.RequestAborted);

    public static RequestDelegate Problem(int status, string detail) => Results.Problem(detail, statusCode: status).ExecuteAsync;

    /// <summary>Never answers.</summary>
    public static Task SilenceAsync(HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted);

    /// <summary>Takes a portal that a test before has read, by the addresses that it knows.</summary>
    public PortalHost? TakePortal(string addresses) => _portals.TryRemove(addresses, out var portal) ? portal : null;

    /// <summary>Keeps a portal for a test to come.</summary>
    /// <returns>False where there is one already.</returns>
    public bool KeepPortal(string addresses, PortalHost portal) => _portals.TryAdd(addresses, portal);

    /// <summary>Lets nothing listen at any address.</summary>
    public async Task StopAsync()
    {
        _isStopped = true;
        await _app.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isStopped && Interlocked.Exchange(ref _failures, 0) <= MostFailures)
        {
            Time.Advance(Forgotten);
            _answers.Clear();
            _away.Clear();
            _queries.Clear();
            _requests.Clear();
            _products.Clear();
            Idle.Add(this);
            return;
        }

        await StopAsync();
        foreach (var portal in _portals.Values)
        {
            await portal.DisposeAsync();
        }
    }

    public static RequestDelegate Json<T>(T value) => Results.Json(value, MeshJson.Options).ExecuteAsync;

    public static ProductSummary Summary(ProductDetails product) => new()
    {
        Name = product.Name,
        Version = product.Version,
        Kind = product.Kind,
        Owner = product.Owner,
        Description = product.Description,
        Classification = product.Classification,
        Ports = product.Ports,
    };

    private async Task RowsAsync(HttpContext context)
    {
        using var body = new StreamReader(context.Request.Body);
        var sql = await body.ReadToEndAsync(context.RequestAborted);
        await _queries[sql.Split(' ')[3]](context);
    }

    private sealed record TokenRequest(string Persona, string[] Audience);

    private async Task KeepAsync(string path, HttpRequest request)
    {
        request.EnableBuffering();
        using var body = new StreamReader(request.Body, leaveOpen: true);
        _requests.Enqueue(new(path, request.Method, request.QueryString.Value!, request.Headers.Authorization.ToString(), await body.ReadToEndAsync(request.HttpContext.RequestAborted)));
        request.Body.Position = 0;
    }

    private async Task AnswerAsync(string path, RequestDelegate usual, HttpContext context)
    {
        try
        {
            await KeepAsync(path, context.Request);
            await (_away.TryGetValue(path.Split('/')[0], out var problem) ? problem : _answers.GetValueOrDefault(path, usual))(context);
            if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
            {
                Interlocked.Increment(ref _failures);
            }
        }
        catch
        {
            Interlocked.Increment(ref _failures);
            throw;
        }
    }
}
