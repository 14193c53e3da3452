using System.Collections.Concurrent;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Queries;
using MeshStarter.Contracts.Registration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Governance.Tests.Access;

/// <summary>Contracts for governance, over real HTTP in the words of the catalog. The catalog itself is alongside governance in tests/EndToEnd.</summary>
internal sealed class StandInCatalog : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<DataProductId, IReadOnlyList<ProductDetails>> _products = new();
    private int _requests;
    private int _held;

    private StandInCatalog(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public bool IsUp { get; set; } = true;

    /// <summary>The end of the wait of all requests for the uses, when set.</summary>
    public Task? Hold { get; set; }

    /// <summary>The number of requests that have waited for <see cref="Hold"/>.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>The number of requests that it has answered.</summary>
    public int Requests => _requests;

    /// <summary>The uses of the products.</summary>
    public CatalogUses Uses { get; set; } = new(DateTimeOffset.UnixEpoch, 0, [], []);

    public static async Task<StandInCatalog> StartAsync()
    {
        var app = Loopback.Build();
        var catalog = new StandInCatalog(app);
        app.Use((context, next) =>
        {
            Interlocked.Increment(ref catalog._requests);
            if (catalog.IsUp)
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        });
        app.MapGet("/products", () => Results.Json(new Page<ProductDetails>([.. catalog._products.Values.Select(versions => versions[0])], null), MeshJson.Options));
        app.MapGet("/uses", async (HttpContext context) =>
        {
            if (catalog.Hold is { } hold)
            {
                Interlocked.Increment(ref catalog._held);
                await hold.WaitAsync(context.RequestAborted);
            }

            return Results.Json(catalog.Uses, MeshJson.Options);
        });
        app.MapGet("/products/details", (string[] name) => name.Length is >= 1 and <= NamedProduct.MostNames
            ? Results.Json(new ItemList<NamedProduct>([.. name.Where(each => catalog.Find(ProductReference.Parse(each)) is not null).Select(each => new NamedProduct(each, catalog.Find(ProductReference.Parse(each))!))]), MeshJson.Options)
            : Results.BadRequest());
        app.MapGet("/products/{name}", (string name) => ProductReference.TryParse(name, out var reference, out _) && catalog.Find(reference) is { } product
            ? Results.Json(product, MeshJson.Options)
            : Results.NotFound());
        app.MapGet("/products/{name}/majors", (string name) => Results.Json(
            new ItemList<MajorVersionStatus>([.. catalog._products[DataProductId.Parse(name)].Select(product => new MajorVersionStatus
            {
                Major = product.Version.Major,
                Version = product.Version,
                State = MajorVersionState.Active,
                IsDefault = product.Version.Major == 1,
                ActiveFrom = product.RegisteredAt,
            })]),
            MeshJson.Options));
        await app.StartAsync(CancellationToken.None);
        return catalog;
    }

    /// <summary>Registers a version of a product.</summary>
    public void Register(string name, Classification classification, string version, params ColumnDefinition[] columns) => Register(name, classification, version, [], columns);

    /// <summary>Registers a version of a product that is made of others.</summary>
    public void Register(string name, Classification classification, string version, IReadOnlyList<DataProductId> inputs, params ColumnDefinition[] columns)
    {
        var id = DataProductId.Parse(name);
        var product = TestProductDetails.Of(name, columns, classification) with
        {
            Version = ProductVersion.Parse(version),
            Accountable = new AccountablePerson("Ada Lovelace", "ada@example.org"),
            Inputs = inputs,
            Quality = new QualityTerms { FreshnessSla = "5 minutes", Completeness = "99.9%" },
            UpdatedAt = DateTimeOffset.UnixEpoch.AddSeconds(columns.Length),
        };
        _products.AddOrUpdate(id, [product], (_, known) => [.. known.Where(each => each.Version.Major != product.Version.Major), product]);
    }

    /// <summary>Removes all products.</summary>
    public void Clear() => _products.Clear();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private ProductDetails? Find(ProductReference reference) =>
        _products.GetValueOrDefault(reference.Product)?.FirstOrDefault(product => product.Version.Major == (reference.Major ?? 1));
}
