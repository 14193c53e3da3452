using System.Collections.Concurrent;
using MeshStarter.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Portal.Tests.Running;

/// <summary>
/// What the portal asks, on one address of loopback: governance's tokens, the catalog's products, the query proxy's rows,
/// what the shop quarantined, and everybody's health. The test says what each answers.
/// </summary>
internal sealed class MadeMesh : IAsyncDisposable
{
    private static readonly (string Name, string Domain, string Role)[] Personas =
        [("analyst", "analytics", "analyst"), ("auditor", "governance", "auditor"), ("shop-owner", "shop", "owner"), ("depot-owner", "depot", "owner")];

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, RequestDelegate> _answers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ProductDetails> _products = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RequestDelegate> _queries = new(StringComparer.Ordinal);

    private MadeMesh(WebApplication app) => _app = app;

    public static async Task<MadeMesh> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var mesh = new MadeMesh(app);
        app.MapGet("/{service}/health", (string service, HttpContext context) => mesh.AnswerAsync($"{service}/health", Text("Healthy"), context));
        app.MapGet("/governance/dev/personas", context => mesh.AnswerAsync("governance/dev/personas", Json(new { items = Personas.Select(persona => new { persona.Name, about = "made for a test", persona.Domain, roles = new[] { persona.Role } }) }), context));
        app.MapPost("/governance/dev/token", (TokenRequest requested, HttpContext context) =>
            mesh.AnswerAsync("governance/dev/token", Json(new { access_token = $"{requested.Persona}-at-{string.Join('+', requested.Audience)}", token_type = "Bearer", expires_in = 600 }), context));
        app.MapGet("/catalog/products", context => mesh.AnswerAsync("catalog/products", Json(new ProductDetailsPage([.. mesh._products.Values], null)), context));
        app.MapGet("/catalog/products/{name}/majors", (string name, HttpContext context) => mesh.AnswerAsync($"catalog/products/{name}/majors", Json(new ItemList<MajorVersionStatus>([])), context));
        app.MapGet("/catalog/products/{name}/quality", (string name, HttpContext context) =>
            mesh.AnswerAsync($"catalog/products/{name}/quality", Json(new ProductQuality { Product = DataProductId.Parse(name), Major = 1, Checks = [], History = [] }), context));
        app.MapGet("/shop/refused-versions", context => mesh.AnswerAsync("shop/refused-versions", Json(new ItemList<RefusedVersion>([])), context));
        app.MapGet("/shop/products/{name}/quarantine", (string name, HttpContext context) => mesh.AnswerAsync($"shop/products/{name}/quarantine", Json(new { items = Array.Empty<object>() }), context));
        app.MapGet("/shop/products/{name}/publishing", (string name, HttpContext context) => mesh.AnswerAsync($"shop/products/{name}/publishing", Json(new { product = $"shop.{name}", major = 1 }), context));
        app.MapPost("/shop/products/{name}/quarantine/{batch}/replay", (string name, string batch, HttpContext context) =>
            mesh.AnswerAsync($"shop/products/{name}/quarantine/{batch}/replay", Problem(404, $"batch: there is no {batch}."), context));
        app.MapPost("/query/query", async (HttpContext context) =>
        {
            using var body = new StreamReader(context.Request.Body);
            var sql = await body.ReadToEndAsync(context.RequestAborted);
            await mesh._queries[sql.Split(' ')[3]](context);
        });
        await app.StartAsync(CancellationToken.None);
        return mesh;
    }

    /// <summary>The address of a service.</summary>
    public string Url(string service) => $"{_app.Urls.Single()}/{service}/";

    /// <summary>Says what an address answers instead of what it usually does.</summary>
    public void Answer(string path, RequestDelegate answer) => _answers[path] = answer;

    /// <summary>Registers a product with a column each for what a shop has, and says what a query of it answers.</summary>
    public void Add(string name, RequestDelegate rows, params string[] examples) => Add(name, rows, Reachability.Available, examples);

    public void Add(string name, RequestDelegate rows, Reachability reachability, params string[] examples)
    {
        _queries[name] = rows;
        _products[name] = new ProductDetails
        {
            Name = DataProductId.Parse(name),
            Version = new ProductVersion(1, 2, 3),
            Kind = ProductKind.SourceAligned,
            Owner = "team@example.org",
            Description = "Made for a test",
            Classification = Classification.Confidential,
            Schema =
            [
                new ColumnDefinition { Name = "number", Type = ColumnType.Parse("INTEGER") },
                new ColumnDefinition { Name = "email", Type = ColumnType.Parse("STRING"), Tags = ["pii.email"] },
            ],
            Key = [],
            Ports = [new PortLocation(PortType.Table, "http://localhost:4711/products/made/table")],
            Slo = new ServiceLevels("5 minutes", null, null),
            Quality = new QualityTerms(),
            Access = new AccessTerms(),
            Examples = examples,
            Reachability = reachability,
            LastReportAt = DateTimeOffset.UnixEpoch,
            RegisteredAt = DateTimeOffset.UnixEpoch,
            UpdatedAt = DateTimeOffset.UnixEpoch,
        };
    }

    /// <summary>Describes a registered product in other words, as its owner and its port, too.</summary>
    public void Describe(string name, string text) => _products[name] = _products[name] with { Description = text, Owner = text, Ports = [new PortLocation(PortType.Table, text)] };

    public static RequestDelegate Text(string text) => context => context.Response.WriteAsync(text, context.RequestAborted);

    public static RequestDelegate Problem(int status, string detail) => Results.Problem(detail, statusCode: status).ExecuteAsync;

    /// <summary>Never answers.</summary>
    public static Task SilenceAsync(HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    public static RequestDelegate Json<T>(T value) => Results.Json(value, MeshJson.Options).ExecuteAsync;

    private sealed record TokenRequest(string Persona, string[] Audience);

    private Task AnswerAsync(string path, RequestDelegate usual, HttpContext context) => _answers.GetValueOrDefault(path, usual)(context);
}
