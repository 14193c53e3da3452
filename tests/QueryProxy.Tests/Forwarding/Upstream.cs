using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MeshStarter.QueryProxy.Tests.Forwarding;

/// <summary>A service behind the proxy, which answers as a test says.</summary>
public sealed class Upstream : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Upstream(WebApplication app, string address) => (_app, Address) = (app, address);

    /// <summary>The address at which it listens.</summary>
    public string Address { get; }

    /// <summary>Its answer to each request.</summary>
    public RequestDelegate Answer { get; set; } = _ => Task.CompletedTask;

    /// <summary>The request lines that arrived.</summary>
    public ConcurrentQueue<string> Requested { get; } = new();

    /// <summary>The headers of the last request, without those of tracing.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; private set; } = new Dictionary<string, string>();

    /// <summary>Starts it.</summary>
    /// <param name="largestBody">Bytes of a body that it takes.</param>
    public static async Task<Upstream> StartAsync(long? largestBody = null)
    {
        var port = FreePort.Take();
        var app = Loopback.Build(port, builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = largestBody));
        var upstream = new Upstream(app, $"http://127.0.0.1:{port}");
        app.Run(context =>
        {
            upstream.Requested.Enqueue($"{context.Request.Method} {context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget}");
            upstream.Headers = context.Request.Headers.Where(header => header.Key is not ("traceparent" or "tracestate")).ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            return upstream.Answer(context);
        });
        await app.StartAsync(CancellationToken.None);
        return upstream;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
