using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Slo;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Catalog.Tests.Slo;

/// <summary>A domain's service on loopback that answers to the request for its products' health what a test sets.</summary>
internal sealed class HealthyDomain : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HealthyDomain(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    public int Requests { get; private set; }

    public string? Authorization { get; private set; }

    /// <summary>The status that it answers.</summary>
    public int Status { get; set; } = StatusCodes.Status200OK;

    public IReadOnlyList<ProductHealth> Products { get; set; } = [];

    /// <summary>The text that it answers in place of the health of its products; null for that.</summary>
    public string? Text { get; set; }

    public static async Task<HealthyDomain> StartAsync()
    {
        var app = Loopback.Build();
        var domain = new HealthyDomain(app);
        app.MapGet("/health/products", async (HttpContext context) =>
        {
            domain.Requests++;
            domain.Authorization = context.Request.Headers.Authorization;
            await (domain.Status == StatusCodes.Status200OK ? domain.Text is { } text ? Results.Text(text, "application/json") : Results.Json(new DomainHealth(domain.Products), MeshJson.Options) : Results.StatusCode(domain.Status)).ExecuteAsync(context);
        });
        await app.StartAsync(CancellationToken.None);
        return domain;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
