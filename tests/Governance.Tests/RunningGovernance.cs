using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Json;
using MeshStarter.Governance.Tests.Audit;
using MeshStarter.Platform.Audit.Records;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Governance.Tests;

/// <summary>The real program, called through its own port.</summary>
internal sealed class RunningGovernance : IAsyncDisposable
{
    public const string OrdersSecret = "the secret of orders 0123456789";
    public const string ReportSecret = "the secret of nightly-report 0123456789";
    public const string PortalSecret = "the secret of portal 0123456789";
    public const string PortalCallback = "http://localhost:7400/sign-in/oidc/callback";
    public const string CommandLine = "mesh-cli";
    public const string QuerySecret = "the secret of query 0123456789 +&%";

    private const string Assembly = "MeshStarter.Governance.dll";

    public static readonly string[] Audiences = ["catalog", "governance", "query", "portal", "orders", "payments", "inventory"];

    private readonly ServiceUnderTest _service;
    private readonly TestFolder? _own;

    private RunningGovernance(ServiceUnderTest service, TestFolder? own) => (_service, _own) = (service, own);

    public Uri Address => _service.Address;

    public string Issuer => Address.ToString().TrimEnd('/');

    public HttpClient Client => _service.Client;

    /// <summary>The process of one that is a process.</summary>
    public ServiceProcess Process => (ServiceProcess)_service;

    /// <summary>Keeps the warnings and errors that one in the tests' own process logs from now on.</summary>
    public CapturedLog CaptureLog()
    {
        var log = new CapturedLog(LogLevel.Warning);
        ((ServiceHost<Program>)_service).Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        return log;
    }

    /// <summary>Starts it in the tests' own process, in Development, and waits until it is healthy; with a data folder of its own where none is given.</summary>
    public static async Task<RunningGovernance> HostAsync(string database, string? data = null, int? port = null, Dictionary<string, string>? settings = null, TimeProvider? time = null)
    {
        var own = data is null ? new TestFolder() : null;
        return new(await ServiceHost<Program>.StartAsync(address => Settings(database, data ?? own!.Path, address, settings), At(port), time), own);
    }

    /// <summary>Starts it as a process of its own, in Development, and waits until it is healthy; with a data folder of its own where none is given.</summary>
    public static async Task<RunningGovernance> ProcessAsync(string database, string? data = null, int? port = null, Dictionary<string, string>? settings = null)
    {
        var own = data is null ? new TestFolder() : null;
        return new(await ServiceProcess.StartAsync(Assembly, address => Settings(database, data ?? own!.Path, address, settings), At(port)), own);
    }

    /// <summary>Starts it as a process where it must refuse to start, and waits for its end.</summary>
    public static Task<(int ExitCode, IReadOnlyList<string> Errors, IReadOnlyList<string> Output, bool HasListened)> RefuseAsync(string database, string data, Dictionary<string, string> settings)
    {
        var address = At(FreePort.Take())!;
        Dictionary<string, string?> all = new(Settings(database, data, address, settings)!) { ["ASPNETCORE_ENVIRONMENT"] = "Development", ["ASPNETCORE_URLS"] = address.ToString() };
        return ServiceProcess.RunAsync(Assembly, all, at: address);
    }

    public async Task<string> PersonaTokenAsync(string persona, string? audience = null)
    {
        var body = audience is null ? new JsonObject { ["persona"] = persona } : new JsonObject { ["persona"] = persona, ["audience"] = audience };
        return (await Client.JsonAsync(HttpMethod.Post, "/dev/token", token: null, body))["access_token"]!.GetValue<string>();
    }

    public async Task<string> ServiceTokenAsync(string client, string secret)
    {
        var (status, answer) = await TokenAsync([new("grant_type", "client_credentials"), new("client_id", client), new("client_secret", secret)]);
        Assert.True(status == HttpStatusCode.OK, answer.ToJsonString());
        return answer["access_token"]!.GetValue<string>();
    }

    /// <summary>Requests tokens with a form.</summary>
    public async Task<(HttpStatusCode Status, JsonObject Body)> TokenAsync(IEnumerable<KeyValuePair<string, string>> form)
    {
        using var content = new FormUrlEncodedContent(form);
        using var response = await Client.PostAsync("/connect/token", content);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>())!);
    }

    /// <summary>Reads the audit trail as the auditor, or as another persona.</summary>
    public async Task<AuditPage> AuditAsync(string query, string persona = "auditor")
    {
        using var response = await SendAsync(HttpMethod.Get, "/audit?" + query, await PersonaTokenAsync(persona));
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<AuditPage>(MeshJson.Options))!;
    }

    /// <summary>Appends records to the trail, in a chain that begins with them.</summary>
    /// <returns>The status, and why they were refused.</returns>
    public async Task<(HttpStatusCode Status, string? Detail)> AppendAsync(string token, params AuditRecord[] records)
    {
        using var response = await SendAsync(HttpMethod.Post, "/audit", token, ChainedBatch.NewChain(records));
        return (response.StatusCode, response.IsSuccessStatusCode ? null : (await response.Content.ReadFromJsonAsync<JsonObject>())!["detail"]!.GetValue<string>());
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token = null, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _own?.Dispose();
    }

    private static Uri? At(int? port) => port is null ? null : new Uri($"http://localhost:{port}");

    // Its settings in Development, and more.
    private static Dictionary<string, string> Settings(string database, string data, Uri address, Dictionary<string, string>? more)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings__database"] = database,
            ["Mesh__Data"] = data,
            ["Mesh__Identity__Authority"] = address.ToString().TrimEnd('/'),
            ["Mesh__Identity__Audience"] = "governance",
            ["Mesh__Identity__Issuer__Clients__orders__Secret"] = OrdersSecret,
            ["Mesh__Identity__Issuer__Clients__orders__Domain"] = "orders",
            ["Mesh__Identity__Issuer__Clients__customer_care__Secret"] = "the secret of customer care 0123456789",
            ["Mesh__Identity__Issuer__Clients__customer_care__Domain"] = "customer_care",
            ["Mesh__Identity__Issuer__Clients__query__Secret"] = QuerySecret,
            ["Mesh__Identity__Issuer__Clients__nightly-report__Secret"] = ReportSecret,
            [$"Mesh__Identity__Issuer__Clients__{CommandLine}__IsPublic"] = "true",
            ["Mesh__Identity__Issuer__Clients__portal__Secret"] = PortalSecret,
            ["Mesh__Identity__Issuer__Clients__portal__RedirectUris__0"] = PortalCallback,
        };
        for (var index = 0; index < Audiences.Length; index++)
        {
            settings[$"Mesh__Identity__Issuer__Audiences__{index}"] = Audiences[index];
        }

        foreach (var (name, value) in more ?? [])
        {
            settings[name] = value;
        }

        return settings;
    }
}
