using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using MeshStarter.EndToEnd.Mesh;
using MeshStarter.EndToEnd.Storage;
using MeshStarter.TestKit;
using MeshStarter.TestKit.Providers;

namespace MeshStarter.EndToEnd;

/// <summary>The sample mesh in Production with a company's identity provider: no token is of the mesh's own form, and no name but the settings' is the mesh's.</summary>
public sealed partial class ProviderMeshTests : IDisposable
{
    private static readonly ProviderUser Analyst = new(Guid.NewGuid().ToString(), "ana", [], ["analysts-of-the-company"]);
    private static readonly ProviderUser Owner = new(Guid.NewGuid().ToString(), "olga", [], ["/domains/orders"]);

    private static readonly string[] Groups =
    [
        "--Mesh:Identity:Claims:0:Claim=groups", "--Mesh:Identity:Claims:0:Value=analysts-of-the-company", "--Mesh:Identity:Claims:0:Domain=analytics", "--Mesh:Identity:Claims:0:Roles=analyst",
        "--Mesh:Identity:Claims:1:Claim=groups", "--Mesh:Identity:Claims:1:Value=/domains/orders", "--Mesh:Identity:Claims:1:Domain=orders", "--Mesh:Identity:Claims:1:Roles=owner,auditor",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("Entra")]
    [InlineData("Keycloak")]
    public Task Sample_mesh_runs_in_production_with_a_companys_provider(string form) => RunAsync(form, (_, _) => Task.CompletedTask);

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Published_folders_run_as_another_user_on_a_read_only_file_system_and_write_their_data_folder_alone()
    {
        Skip.If(ConfinedProcess.Missing is not null, ConfinedProcess.Missing);
        string[] projects = ["platform/Governance", "platform/Catalog", "domains/Orders", "domains/Payments", "domains/Inventory", "platform/QueryProxy", "platform/Portal"];
        foreach (var project in projects)
        {
            await PublishedFolder.MakeAsync(project, _folder.Path);
        }

        await RunAsync("Keycloak", async (data, anonymous) =>
        {
            foreach (var project in projects)
            {
                await PublishedFolder.TakePlaceAsync(project, _folder.Path, data);
            }

            foreach (var address in anonymous)
            {
                await TestMesh.UntilAsync(() => HealthAsync(address), status => status == HttpStatusCode.OK);
            }
        });
    }

    private async Task RunAsync(string form, Func<string, IReadOnlyList<Uri>, Task> replaceAsync)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the services trust the provider's certificate by SSL_CERT_FILE");
        await using var store = new PreparedStore();
        await store.StartAsync();
        Skip.If(store.Missing is not null, store.Missing);
        var certificate = Path.Combine(_folder.Path, "provider.pem");
        ProviderDirectory directory = form == "Entra" ? new ProviderDirectory.Entra() : new ProviderDirectory.Keycloak();
        await using var provider = await TestProvider.StartAsync(directory, certificate);
        var ports = new[] { "Portal", "Catalog", "Governance", "Query", "QueryTls" }.ToDictionary(name => name, _ => FreePort.Take(), StringComparer.Ordinal);
        await using var appHost = AppHostProcess.Start(
            "Production",
            [("SSL_CERT_FILE", certificate), ("Kestrel__Certificates__Default__Path", certificate), ("Kestrel__Certificates__Default__KeyPath", certificate + ".key")],
            [
                $"--Mesh:Data={Path.Combine(_folder.Path, "data")}", TestMesh.SamplesAlone, "--Mesh:PublishInterval=00:00:01",
                .. ports.Select(port => $"--Mesh:Ports:{port.Key}={port.Value}"), .. store.Settings, .. directory.Settings(provider.Issuer), .. Groups,
            ]);
        var report = await appHost.ReadUntilAsync(line => line.StartsWith("Portal: http://", StringComparison.Ordinal));
        Assert.False(report.Any(line => line.StartsWith("Not all of the mesh runs", StringComparison.Ordinal)), string.Join(Environment.NewLine, report));
        using var http = new HttpClient { BaseAddress = new Uri($"http://localhost:{ports["Query"]}"), Timeout = TimeSpan.FromMinutes(1) };

        // Payments and Inventory follow Orders, each by tokens for that domain alone, and the query proxy reads the files.
        await AssertMaskedAsync(http, provider);
        await replaceAsync(Path.Combine(_folder.Path, "data"), [.. ports.Where(port => port.Key != "QueryTls").Select(port => new Uri($"http://localhost:{port.Value}"))]);
        await AssertMaskedAsync(http, provider);
        await AssertRefusedAsync(http, provider);
        await AssertAuditedAsync(new Uri($"http://localhost:{ports["Governance"]}"), http, provider);
        await AssertPortalAsync(new Uri($"http://localhost:{ports["Portal"]}"), provider, certificate);
        Assert.Empty(provider.Refusals);
        Assert.Equal(0, await appHost.StopAsync());
    }

    private static async Task AssertMaskedAsync(HttpClient http, TestProvider provider)
    {
        const string joined =
            "SELECT min(o.customer_email) AS email FROM orders.orders o JOIN payments.fact_payment_events p USING (order_id) CROSS JOIN (SELECT count(*) AS n FROM inventory.stock_levels WHERE sold > 0) s WHERE s.n > 0";
        var masked = await UntilAsync(() => QueryAsync(http, provider.TokenOf(Analyst, "query"), joined), answer => answer.Text.Contains("****", StringComparison.Ordinal));
        var clear = await QueryAsync(http, provider.TokenOf(Owner, "query"), joined);

        Assert.Equal("""{"email":"****"}""", masked.Text.Trim());
        Assert.Matches("""^\{"email":"[^"*]+@[^"*]+"\}$""", clear.Text.Trim());
    }

    private static async Task AssertRefusedAsync(HttpClient http, TestProvider provider)
    {
        var stranger = new ProviderClient(Guid.NewGuid().ToString(), Guid.NewGuid().ToString(), "");

        Assert.Equal(HttpStatusCode.Unauthorized, (await QueryAsync(http, provider.TokenOf(stranger, "query"), "SELECT 1")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await QueryAsync(http, provider.TokenOf(Analyst, "catalog"), "SELECT 1")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await QueryAsync(http, provider.TokenOf(Analyst with { Roles = ["service"], Id = "query" }, "query"), "SELECT 1")).Status);
    }

    // The audit trail has the subject of the settings, and the mesh's names of services: governance takes a service's records from that service alone.
    private static async Task AssertAuditedAsync(Uri governance, HttpClient http, TestProvider provider)
    {
        var trail = await UntilAsync(
            async () =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(governance, "/audit?limit=200"));
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", provider.TokenOf(Owner, "governance"));
                using var response = await http.SendAsync(request);
                return (Status: response.StatusCode, Text: await response.Content.ReadAsStringAsync());
            },
            answer => answer.Text.Contains(Analyst.Id, StringComparison.Ordinal));

        Assert.Contains($"\"{Analyst.Id}\"", trail.Text, StringComparison.Ordinal);
        Assert.Contains("\"service\":\"query\"", trail.Text, StringComparison.Ordinal);
    }

    private static async Task AssertPortalAsync(Uri portal, TestProvider provider, string certificate)
    {
        provider.User = Analyst;
        using var handler = new SocketsHttpHandler { CookieContainer = new CookieContainer(), UseProxy = false, AllowAutoRedirect = false };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(certificate) },
            RevocationMode = X509RevocationMode.NoCheck,
        };
        using var browser = new HttpClient(handler) { BaseAddress = portal, Timeout = TimeSpan.FromMinutes(1) };

        // By hand: the client does not follow from https to http, as a browser does.
        var signIn = await LocationAsync(browser, new Uri(portal, "/sign-in/oidc?return=/products"));
        var callback = await LocationAsync(browser, signIn);
        var done = await browser.GetStringAsync(new Uri(portal, await LocationAsync(browser, callback)));
        var products = await browser.GetStringAsync(new Uri("/products", UriKind.Relative));
        var product = await browser.GetStringAsync(new Uri("/products/orders.orders", UriKind.Relative));

        Assert.Matches(Returned(), done);
        Assert.Contains("orders.orders", products, StringComparison.Ordinal);
        Assert.Contains("orders.orders", product, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> HealthAsync(Uri service)
    {
        using var http = new HttpClient();
        try
        {
            using var answer = await http.GetAsync(new Uri(service, "/health"));
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return HttpStatusCode.ServiceUnavailable;
        }
    }

    private static async Task<Uri> LocationAsync(HttpClient browser, Uri address)
    {
        using var response = await browser.GetAsync(address);
        return response.Headers.Location ?? throw new InvalidOperationException($"{address} answered {response.StatusCode} without a location.");
    }

    private static async Task<(HttpStatusCode Status, string Text)> QueryAsync(HttpClient http, string token, string sql)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/query", UriKind.Relative)) { Content = new StringContent(sql, Encoding.UTF8, "text/plain") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/x-ndjson"));
        using var response = await http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static Task<(HttpStatusCode Status, string Text)> UntilAsync(Func<Task<(HttpStatusCode Status, string Text)>> ask, Predicate<(HttpStatusCode Status, string Text)> isRight) =>
        TestMesh.UntilAsync(ask, answer => isRight(answer));

    [GeneratedRegex("url=/products", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Returned();
}
