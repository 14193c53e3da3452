using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace MeshStarter.Governance.Tests;

/// <summary>The real program, called through its own port.</summary>
/// <param name="address">Where it listens.</param>
internal abstract class RunningGovernance(Uri address) : IAsyncDisposable
{
    public const string OrdersSecret = "the secret of orders 0123456789";
    public const string ReportSecret = "the secret of nightly-report 0123456789";
    public const string PortalSecret = "the secret of portal 0123456789";
    public const string PortalCallback = "http://localhost:7400/sign-in/oidc/callback";
    public const string CommandLine = "mesh-cli";
    public const string QuerySecret = "the secret of query 0123456789 +&%";

    public static readonly string[] Audiences = ["catalog", "governance", "query", "portal", "orders", "payments", "inventory"];

    public Uri Address => address;

    public string Issuer => Address.ToString().TrimEnd('/');

    public abstract HttpClient Client { get; }

    public async Task<string> PersonaTokenAsync(string persona, string? audience = null)
    {
        using var response = await Client.PostAsJsonAsync("/dev/token", audience is null ? new JsonObject { ["persona"] = persona } : new JsonObject { ["persona"] = persona, ["audience"] = audience });
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!["access_token"]!.GetValue<string>();
    }

    public async Task<string> ServiceTokenAsync(string client, string secret)
    {
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", client), new("client_secret", secret)]);
        using var response = await Client.PostAsync("/connect/token", form);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!["access_token"]!.GetValue<string>();
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

    public abstract ValueTask DisposeAsync();

    /// <summary>Its settings in Development.</summary>
    protected static Dictionary<string, string> Settings(string database, string data, Uri address)
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

        return settings;
    }
}
