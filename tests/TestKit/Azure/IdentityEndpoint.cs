using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.TestKit.Azure;

/// <summary>The identity endpoint that a platform such as Azure Container Apps names to a process in its environment, for one user-assigned identity.</summary>
public sealed class IdentityEndpoint : IAsyncDisposable
{
    private readonly string _header = Guid.NewGuid().ToString();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly int _port = FreePort.Take();
    private readonly WebApplication _app;

    public IdentityEndpoint()
    {
        _app = Loopback.Build(_port);
        _app.Run(AnswerAsync);
    }

    /// <summary>The client id of the identity. Azure's library keeps the tokens of each for the whole process.</summary>
    public string ClientId { get; } = Guid.NewGuid().ToString();

    /// <summary>Makes the token for a resource.</summary>
    public Func<string, string> Token { get; set; } = _ => "a-token-of-the-test";

    /// <summary>The lifetime of tokens.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Answers in place of a token, when set.</summary>
    public RequestDelegate? Answer { get; set; }

    /// <summary>The queries in which processes requested tokens.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>The environment of a process with the identity.</summary>
    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["AZURE_CLIENT_ID"] = ClientId,
        ["IDENTITY_ENDPOINT"] = $"http://127.0.0.1:{_port}/token",
        ["IDENTITY_HEADER"] = _header,
    };

    /// <summary>Starts it.</summary>
    public Task StartAsync() => _app.StartAsync(CancellationToken.None);

    /// <summary>Starts it, and gives the process of the tests its identity until the end. Azure's library reads it there.</summary>
    public async Task StartForThisProcessAsync()
    {
        await StartAsync();
        foreach (var (name, value) in Variables)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (name, value) in Variables.Where(variable => Environment.GetEnvironmentVariable(variable.Key) == variable.Value))
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Headers["X-IDENTITY-HEADER"] != _header)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        _requests.Enqueue(Uri.UnescapeDataString(context.Request.QueryString.Value!));
        if (Answer is { } answer)
        {
            await answer(context);
            return;
        }

        var resource = context.Request.Query["resource"].ToString();
        await context.Response.WriteAsJsonAsync(new JsonObject
        {
            ["access_token"] = Token(resource),
            ["expires_on"] = $"{(TimeProvider.System.GetUtcNow() + Lifetime).ToUnixTimeSeconds()}",
            ["resource"] = resource,
            ["token_type"] = "Bearer",
            ["client_id"] = ClientId,
        }, context.RequestAborted);
    }
}
