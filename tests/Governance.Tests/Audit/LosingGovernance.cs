using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Governance.Tests.Audit;

/// <summary>The way to a governance on which every second answer to a batch is lost after governance has stored it.</summary>
internal sealed class LosingGovernance : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _governance;
    private int _batches;
    private int _lost;

    private LosingGovernance(WebApplication app, Uri governance) => (_app, _governance) = (app, new HttpClient { BaseAddress = governance });

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Number of answers that were lost.</summary>
    public int Lost => _lost;

    public static async Task<LosingGovernance> StartAsync(Uri governance)
    {
        var app = Loopback.Build();
        var losing = new LosingGovernance(app, governance);
        app.Run(losing.ForwardAsync);
        await app.StartAsync(CancellationToken.None);
        return losing;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _governance.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), context.Request.Path + context.Request.QueryString);
        if (context.Request.ContentLength > 0 || context.Request.ContentType is not null)
        {
            var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            request.Content = new ByteArrayContent(body.ToArray());
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        }

        request.Headers.TryAddWithoutValidation("Authorization", (string?)context.Request.Headers.Authorization);
        using var response = await _governance.SendAsync(request, context.RequestAborted);
        if (context.Request.Path == "/audit" && response.IsSuccessStatusCode && Interlocked.Increment(ref _batches) % 2 == 1)
        {
            Interlocked.Increment(ref _lost);
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        if (response.Headers.ETag is { } tag)
        {
            context.Response.Headers.ETag = tag.ToString();
        }

        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
