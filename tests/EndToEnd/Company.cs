using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using MeshStarter.TestKit.Providers;

namespace MeshStarter.EndToEnd;

/// <summary>People of a company at its provider, what their groups give them in the mesh, and what they read there.</summary>
internal static partial class Company
{
    /// <summary>An analyst, who reads masked.</summary>
    public static readonly ProviderUser Analyst = new(Guid.NewGuid().ToString(), "ana", [], ["analysts-of-the-company"]);

    /// <summary>An owner of the domain Orders, who reads in clear.</summary>
    public static readonly ProviderUser Owner = new(Guid.NewGuid().ToString(), "olga", [], ["/domains/orders"]);

    /// <summary>The settings of the groups.</summary>
    public static readonly string[] Groups =
    [
        "--Mesh:Identity:Claims:0:Claim=groups", "--Mesh:Identity:Claims:0:Value=analysts-of-the-company", "--Mesh:Identity:Claims:0:Domain=analytics", "--Mesh:Identity:Claims:0:Roles=analyst",
        "--Mesh:Identity:Claims:1:Claim=groups", "--Mesh:Identity:Claims:1:Value=/domains/orders", "--Mesh:Identity:Claims:1:Domain=orders", "--Mesh:Identity:Claims:1:Roles=owner,auditor",
    ];

    /// <summary>The lines of a Compose mesh's <c>mesh.env</c>: the provider, the groups, and a publish each second.</summary>
    public static IEnumerable<string> Settings(ProviderDirectory directory, TestProvider provider) =>
        // --Mesh:Identity:Clients:orders=x is Mesh__Identity__Clients__orders=x.
        directory.Settings(provider.Issuer).Concat(Groups).Where(setting => setting.StartsWith("--Mesh:", StringComparison.Ordinal)).Select(setting => setting[2..].Split('=', 2))
            .Select(parts => $"{parts[0].Replace(":", "__", StringComparison.Ordinal)}={parts[1]}").Append("Mesh__PublishInterval=00:00:01");

    /// <summary>Sends a query to the query proxy.</summary>
    public static Task<(HttpStatusCode Status, string Text)> QueryAsync(HttpClient http, string token, string sql) =>
        http.SendAsync(HttpMethod.Post, new Uri("/query", UriKind.Relative), token, new StringContent(sql), "application/x-ndjson");

    /// <summary>An analyst reads three domains masked, an owner in clear.</summary>
    public static async Task AssertMaskedAsync(HttpClient http, TestProvider provider)
    {
        const string joined =
            "SELECT min(o.customer_email) AS email FROM orders.orders o JOIN payments.fact_payment_events p USING (order_id) CROSS JOIN (SELECT count(*) AS n FROM inventory.stock_levels WHERE sold > 0) s WHERE s.n > 0";
        var masked = await TestMesh.UntilAsync(() => QueryAsync(http, provider.TokenOf(Analyst, "query"), joined), answer => answer.Text.Contains("****", StringComparison.Ordinal));
        var clear = await QueryAsync(http, provider.TokenOf(Owner, "query"), joined);

        Assert.Equal("""{"email":"****"}""", masked.Text.Trim());
        Assert.Matches("""^\{"email":"[^"*]+@[^"*]+"\}$""", clear.Text.Trim());
    }

    /// <summary>No token but of the mesh's own names and for the query proxy is accepted.</summary>
    public static async Task AssertRefusedAsync(HttpClient http, TestProvider provider)
    {
        var stranger = new ProviderClient(Guid.NewGuid().ToString(), Guid.NewGuid().ToString(), "");

        Assert.Equal(HttpStatusCode.Unauthorized, (await QueryAsync(http, provider.TokenOf(stranger, "query"), "SELECT 1")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await QueryAsync(http, provider.TokenOf(Analyst, "catalog"), "SELECT 1")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await QueryAsync(http, provider.TokenOf(Analyst with { Roles = ["service"], Id = "query" }, "query"), "SELECT 1")).Status);
    }

    /// <summary>The audit trail has the subject of the settings, and the mesh's names of services: governance takes a service's records from that service alone.</summary>
    public static async Task AssertAuditedAsync(Uri governance, HttpClient http, TestProvider provider)
    {
        var trail = await TestMesh.UntilAsync(
            () => http.SendAsync(HttpMethod.Get, new Uri(governance, "/audit?limit=200"), provider.TokenOf(Owner, "governance")),
            answer => answer.Text.Contains(Analyst.Id, StringComparison.Ordinal));

        Assert.Contains($"\"{Analyst.Id}\"", trail.Text, StringComparison.Ordinal);
        Assert.Contains("\"service\":\"query\"", trail.Text, StringComparison.Ordinal);
    }

    /// <summary>An analyst signs in to the portal by the provider and sees products.</summary>
    public static async Task AssertPortalAsync(Uri portal, TestProvider provider, string certificate)
    {
        using var browser = await SignInAsync(portal, provider, certificate);
        var products = await browser.GetStringAsync(new Uri("/products", UriKind.Relative));
        var product = await browser.GetStringAsync(new Uri("/products/orders.orders", UriKind.Relative));

        Assert.Contains("orders.orders", products, StringComparison.Ordinal);
        Assert.Contains("orders.orders", product, StringComparison.Ordinal);
    }

    /// <summary>An analyst signs in to the portal by the provider.</summary>
    /// <returns>The browser, with the session.</returns>
    public static async Task<HttpClient> SignInAsync(Uri portal, TestProvider provider, string certificate)
    {
        provider.User = Analyst;
        var handler = new SocketsHttpHandler { CookieContainer = new CookieContainer(), UseProxy = false, AllowAutoRedirect = false };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(certificate) },
            RevocationMode = X509RevocationMode.NoCheck,
        };
        var browser = new HttpClient(handler) { BaseAddress = portal, Timeout = TimeSpan.FromMinutes(1) };

        // By hand: the client does not follow from https to http, as a browser does.
        var signIn = await LocationAsync(browser, new Uri(portal, "/sign-in/oidc?return=/products"));
        var callback = await LocationAsync(browser, signIn);
        var done = await browser.GetStringAsync(new Uri(portal, await LocationAsync(browser, callback)));
        Assert.Matches(Returned(), done);
        return browser;
    }

    /// <summary>An owner signs in to the command line by the provider, reads in clear, and operates the domain at the address that its service registered.</summary>
    public static async Task AssertCommandLineAsync(Uri query, TestProvider provider, string certificate)
    {
        using var settings = new TestFolder();
        KeyValuePair<string, string?>[] variables = [new("XDG_CONFIG_HOME", settings.Path), new("SSL_CERT_FILE", certificate)];
        var mesh = query.AbsoluteUri.TrimEnd('/');
        using (var login = MeshProgram.Start(variables, "login", "--mesh", mesh))
        {
            provider.Decide((await login.StandardError.ReadLineAsync())!.Split(' ')[^1], Owner);
            Assert.Equal($"Signed in as {Owner.Name} at {mesh}.", await login.StandardError.ReadLineAsync());
            await login.WaitForExitAsync();
            Assert.Equal(0, login.ExitCode);
        }

        var (answered, rows, said) = await MeshProgram.RunAsync(variables, ["query", "SELECT min(customer_email) LIKE '%@%' AS clear FROM orders.orders", "--format", "json", "--mesh", mesh]);
        var (listed, _, reason) = await MeshProgram.RunAsync(variables, ["stream", "list", "orders", "--mesh", mesh]);

        Assert.True(answered == 0, string.Join('\n', said));
        Assert.Equal(["{\"clear\":true}"], rows);
        Assert.True(listed == 0, string.Join('\n', reason));
    }

    private static async Task<Uri> LocationAsync(HttpClient browser, Uri address)
    {
        using var response = await browser.GetAsync(address);
        return response.Headers.Location ?? throw new InvalidOperationException($"{address} answered {response.StatusCode} without a location.");
    }

    [GeneratedRegex("url=/products", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Returned();
}
