using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Governance.Tests;

/// <summary>Takes what a service exports by OTLP over HTTP, as bytes.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Signal, byte[] Body)> _taken = new();
    private readonly SemaphoreSlim _more = new(0);

    private OtlpCollector(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public static async Task<OtlpCollector> StartAsync()
    {
        var app = Loopback.Build();
        var collector = new OtlpCollector(app);
        app.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, CancellationToken.None);
            collector._taken.Enqueue((signal, body.ToArray()));
            collector._more.Release();
            return Results.Bytes([], "application/x-protobuf");
        });
        await app.StartAsync(CancellationToken.None);
        return collector;
    }

    /// <summary>All bytes of a signal, as Latin-1 text: enough to look for names and ids.</summary>
    public string Text(string signal) => string.Concat(_taken.Where(item => item.Signal == signal).Select(item => Encoding.Latin1.GetString(item.Body)));

    /// <summary>Waits until a signal has all these texts.</summary>
    public async Task HasAsync(string signal, params string[] texts)
    {
        while (texts.Where(text => !Text(signal).Contains(text, StringComparison.Ordinal)).ToList() is { Count: > 0 } missing)
        {
            Assert.True(await _more.WaitAsync(Patience, CancellationToken.None), $"{signal} without {string.Join(", ", missing)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _more.Dispose();
    }
}
