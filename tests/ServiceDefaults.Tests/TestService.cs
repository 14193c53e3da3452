using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshStarter.ServiceDefaults.Tests;

/// <summary>A service with nothing but the defaults and a few endpoints, on a real port.</summary>
internal sealed class TestService : IAsyncDisposable
{
    public const string Audience = "catalog";

    private readonly WebApplication _app;

    private TestService(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.Single());
        Client = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public CapturedLog Log => Services.GetRequiredService<CapturedLog>();

    public static async Task<TestService> StartAsync(
        TestAuthority? authority,
        Dictionary<string, string?>? settings = null,
        Action<WebApplicationBuilder>? configure = null,
        Action<WebApplication>? map = null,
        string environment = "Development")
    {
        var app = Build(authority, settings, configure, map, environment);
        await app.StartAsync(CancellationToken.None);
        return new TestService(app);
    }

    /// <summary>Runs a program with the defaults as a process of its own, until it ends, or until it has written the address at which it listens: then it is ended.</summary>
    /// <param name="environment">Its environment.</param>
    /// <param name="settings">Its settings. With <c>Work</c> it ends by itself.</param>
    /// <param name="by">A command that the program follows.</param>
    public static async Task<(int ExitCode, IReadOnlyList<string> Errors, IReadOnlyList<string> Output)> RunAsync(string environment, IReadOnlyList<(string Name, string Value)> settings, IReadOnlyList<string>? by = null)
    {
        IEnumerable<KeyValuePair<string, string?>> defaults =
        [
            new("ASPNETCORE_ENVIRONMENT", environment), new("Mesh__Identity__Authority", "https://login.example.com"), new("Mesh__Identity__Audience", "orders"),
            new("Mesh__Data", Path.Combine(AppContext.BaseDirectory, "data")),
        ];
        var (exitCode, errors, output, _) = await ServiceProcess.RunAsync(
            "MeshStarter.Service.dll", defaults.Concat(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))), by, settings.Any(setting => setting.Name == "Work") ? null : "listens on ");
        return (exitCode, errors, output);
    }

    public static WebApplication Build(
        TestAuthority? authority,
        Dictionary<string, string?>? settings = null,
        Action<WebApplicationBuilder>? configure = null,
        Action<WebApplication>? map = null,
        string environment = "Development")
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment, ApplicationName = typeof(TestService).Assembly.GetName().Name });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Mesh:Identity:Authority"] = authority?.Issuer,
            ["Mesh:Identity:Audience"] = Audience,
            ["Mesh:Identity:ClientId"] = "orders",
            ["Mesh:Identity:ClientSecret"] = "the secret of orders",
        });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        var log = new CapturedLog();
        builder.Services.AddSingleton(log);
        builder.Logging.AddProvider(log);
        builder.Logging.SetMinimumLevel(LogLevel.Debug);
        configure?.Invoke(builder);
        var app = builder.Build();
        app.MapServiceDefaults();
        map?.Invoke(app);
        return app;
    }

    /// <summary>Requests an address: the body where it is JSON, and of a refusal where it is a problem.</summary>
    public async Task<(HttpStatusCode Status, HttpResponseHeaders Headers, JsonNode? Body)> GetAsync(string path, string? authorization = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using var response = await Client.SendAsync(request, CancellationToken.None);
        var isJson = response.Content.Headers.ContentType?.MediaType == (response.IsSuccessStatusCode ? "application/json" : "application/problem+json");
        return (response.StatusCode, response.Headers, isJson ? JsonNode.Parse(await response.Content.ReadAsStringAsync(CancellationToken.None)) : null);
    }

    /// <summary>Sends a request as it is written, and reads until the connection is closed.</summary>
    public async Task<string> SendRawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Address.Host, Address.Port, CancellationToken.None);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), CancellationToken.None);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
