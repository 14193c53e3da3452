using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace MeshStarter.QueryProxy.Tests.Proxy;

[Collection(ClientCollection.Name)]
public sealed class TlsTests(ProxyFixture mesh)
{
    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public async Task Certificate_is_good_for_every_local_name(string host)
    {
        using var client = Trusting();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"https://{host}:{mesh.Proxy.Https.Port}/v1/statement") { Content = new StringContent("SELECT 1") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", mesh.Analyst);

        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var page = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.StartsWith($"https://{host}:{mesh.Proxy.Https.Port}/v1/statement/", page["nextUri"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_http_leads_nowhere_else()
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var answer = await client.GetAsync(new Uri(mesh.Proxy.Http, "/v1/info"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
    }

    [SkippableFact]
    public void Key_is_its_owners_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Skip.If(condition: true, "file modes are of Unix");
            return;
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.ChangeExtension(mesh.CertificatePath, ".key")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(mesh.CertificatePath)!));
    }

    [Fact]
    public void Start_reports_the_path_of_the_certificate()
    {
        Assert.Contains($"TLS at {mesh.Proxy.Https.OriginalString}; its certificate to trust is {mesh.CertificatePath}", mesh.Proxy.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_developers_certificate_in_the_configuration_changes_nothing()
    {
        using var other = new TemporaryCertificate();
        var settings = mesh.Settings();
        settings["Mesh__Data"] = Directory.CreateTempSubdirectory("mesh-tls-").FullName;
        settings["Kestrel__Certificates__Default__Path"] = other.Path;
        settings["Kestrel__Certificates__Default__Password"] = "";
        settings["ASPNETCORE_Kestrel__Certificates__Default__Path"] = other.Path;
        await using var proxy = await ProxyProcess.StartAsync(settings);

        var presented = await PresentedAsync(proxy.Https);

        using var own = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(settings["Mesh__Data"], "certificates", "query.pem"));
        Assert.Equal(own.Thumbprint, presented);
        Directory.Delete(settings["Mesh__Data"], recursive: true);
    }

    [SkippableFact]
    public async Task Trinos_own_command_line_reads_over_tls()
    {
        var cli = Engines() is { } engines ? Path.Combine(engines, "trino", "clients", "cli") : null;
        Skip.If(cli is null || !File.Exists(cli), "Trino's command line is not here: set MESH_ENGINES, or lay engines/ alongside the repository");

        var (exit, output, errors) = await RunAsync(cli!, "SELECT status, count(*) AS n, min(customer_email) AS e FROM orders GROUP BY status ORDER BY status; SHOW TABLES; DESCRIBE payments.grown; SELECT * FROM inventory.all_types");

        Assert.True(exit == 0, errors);
        Assert.Equal(
            """
            "paid","333","****"
            "placed","334","****"
            "shipped","333","****"
            "filtered"
            "orders"
            "id","bigint","","The id"
            "note","varchar","","The note"
            "true","1","9007199254740993","1.0","2.0","12345678901234567890.1234","ä""x","a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11","2026-01-31","12:00:00.500000","2026-01-31 10:00:00.000000 UTC","2026-01-31 12:00:00.123456","aa","[1, NULL]","{k=1}","{a=1, b=[x]}"

            """,
            output);

        var (failed, _, message) = await RunAsync(cli!, "SELECT * FROM read_csv('/etc/passwd')");
        Assert.NotEqual(0, failed);
        Assert.Contains("read_csv() may not be in FROM", message, StringComparison.Ordinal);
    }

    private async Task<(int Exit, string Output, string Errors)> RunAsync(string cli, string sql)
    {
        using var process = Process.Start(new ProcessStartInfo(cli,
        [
            "--server", mesh.Proxy.Https.OriginalString, "--access-token", mesh.Analyst, "--user", "analyst", "--truststore-path", mesh.CertificatePath,
            "--catalog", "mesh", "--schema", "orders", "--output-format", "CSV", "--execute", sql,
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }

    private HttpClient Trusting()
    {
        var root = X509CertificateLoader.LoadCertificateFromFile(mesh.CertificatePath);
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { root },
            RevocationMode = X509RevocationMode.NoCheck,
        };
        return new HttpClient(handler);
    }

    private static async Task<string?> PresentedAsync(Uri server)
    {
        string? thumbprint = null;
        using var tcp = new System.Net.Sockets.TcpClient();
        await tcp.ConnectAsync("localhost", server.Port);
        await using var tls = new SslStream(tcp.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            // Only looked at: the test is which certificate comes.
            RemoteCertificateValidationCallback = (_, certificate, _, _) => (thumbprint = ((X509Certificate2)certificate!).Thumbprint) is not null,
        });
        return thumbprint;
    }

    private static string? Engines() =>
        Environment.GetEnvironmentVariable("MESH_ENGINES") is { Length: > 0 } named ? named : FindAbove(new DirectoryInfo(AppContext.BaseDirectory));

    // ../shared/engines alongside the repository.
    private static string? FindAbove(DirectoryInfo? folder)
    {
        for (; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "global.json")))
            {
                var engines = Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "engines"));
                return Directory.Exists(engines) ? engines : null;
            }
        }

        return null;
    }

    private sealed class TemporaryCertificate : IDisposable
    {
        public TemporaryCertificate()
        {
            using var key = System.Security.Cryptography.RSA.Create(2048);
            var request = new CertificateRequest("CN=another user", key, System.Security.Cryptography.HashAlgorithmName.SHA256, System.Security.Cryptography.RSASignaturePadding.Pkcs1);
            using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
            File.WriteAllBytes(Path, certificate.Export(X509ContentType.Pkcs12));
        }

        public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"mesh-{Guid.NewGuid():N}.pfx");

        public void Dispose() => File.Delete(Path);
    }
}
