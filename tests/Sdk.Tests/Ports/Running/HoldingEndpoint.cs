using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Sdk.Tests.Ports.Running;

/// <summary>A way to the catalog that holds back what a test asks it to, before the catalog has it or before its answer is heard.</summary>
public sealed class HoldingEndpoint : IAsyncDisposable
{
    private static readonly HashSet<string> Hop = new(["Transfer-Encoding", "Connection", "Host", "Content-Length"], StringComparer.OrdinalIgnoreCase);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private WebApplication? _app;
    private Hold? _next;

    /// <summary>The handling of the next request that contains a text.</summary>
    public sealed class Hold(string path, string text, bool isAnswered)
    {
        private readonly TaskCompletionSource _come = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<int> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Whether the catalog has it, and only its answer is held.</summary>
        public bool IsAnswered => isAnswered;

        /// <summary>Ends when the request is held.</summary>
        public Task Come => _come.Task.WaitAsync(TimeSpan.FromSeconds(60));

        /// <summary>The catalog's answer.</summary>
        public Task<int> Answer => _answer.Task.WaitAsync(TimeSpan.FromSeconds(60));

        /// <summary>Lets it go on.</summary>
        public void Release() => _released.TrySetResult();

        internal bool IsFor(string requested, string body) => requested.EndsWith(path, StringComparison.Ordinal) && body.Contains(text, StringComparison.Ordinal);

        internal Task WaitAsync()
        {
            _come.TrySetResult();
            return _released.Task;
        }

        internal void Answered(int status) => _answer.TrySetResult(status);
    }

    /// <summary>Holds the next request whose path ends so and whose body has a text.</summary>
    public Hold HoldNext(string path, string text, bool isAnswered) => _next = new Hold(path, text, isAnswered);

    /// <summary>The end of the paths at which the catalog is away (503); null for none.</summary>
    public string? Away { get; set; }

    /// <summary>Starts it.</summary>
    public async Task<Uri> StartAsync(Uri catalog)
    {
        _app = await Loopback.StartAsync(
            app => app.Run(context => ForwardAsync(catalog, context)), configure: builder => builder.WebHost.ConfigureKestrel(server => server.Limits.MaxRequestBodySize = null));
        return new Uri(_app.Urls.Single() + "/");
    }

    public async ValueTask DisposeAsync()
    {
        _next?.Release();
        await (_app?.DisposeAsync() ?? ValueTask.CompletedTask);
        _http.Dispose();
    }

    private async Task ForwardAsync(Uri catalog, HttpContext context)
    {
        if (Away is { } path && context.Request.Path.Value!.EndsWith(path, StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(CancellationToken.None);
        var hold = _next?.IsFor(context.Request.Path, body) == true ? Interlocked.Exchange(ref _next, null) : null;
        if (hold is { IsAnswered: false })
        {
            await hold.WaitAsync();
        }

        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(catalog, context.Request.Path + context.Request.QueryString));
        if (body.Length > 0)
        {
            request.Content = new StringContent(body);
        }

        foreach (var (name, values) in context.Request.Headers.Where(header => !Hop.Contains(header.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray()) && request.Content is { } content)
            {
                content.Headers.Remove(name);
                content.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        using var response = await _http.SendAsync(request, CancellationToken.None);
        hold?.Answered((int)response.StatusCode);
        if (hold is { IsAnswered: true })
        {
            await hold.WaitAsync();
        }

        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(header => !Hop.Contains(header.Key)))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        await response.Content.CopyToAsync(context.Response.Body, CancellationToken.None);
    }
}
