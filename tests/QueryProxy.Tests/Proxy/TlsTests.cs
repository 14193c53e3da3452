using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using MeshStarter.QueryProxy.Tests.Clients;

namespace MeshStarter.QueryProxy.Tests.Proxy;

[Collection(ClientCollection.Name)]
public sealed class TlsTests(ClientFixture mesh)
{
    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public async Task Certificate_is_good_for_every_local_name(string host)
    {
        using var client = Trusting();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"https://{host}:{mesh.Https.Port}/v1/statement") { Content = new StringContent("SELECT 1") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", mesh.Analyst);

        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var page = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.StartsWith($"https://{host}:{mesh.Https.Port}/v1/statement/", page["nextUri"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_http_leads_nowhere_else()
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var answer = await client.GetAsync(new Uri(mesh.Http, "/v1/info"));

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
    public async Task Start_reports_the_path_of_the_certificate_which_another_developers_one_in_the_configuration_does_not_change()
    {
        Assert.Contains($"TLS at {mesh.Https.OriginalString}; its certificate to trust is {mesh.CertificatePath}", mesh.Proxy.Log, StringComparison.Ordinal);

        using var own = X509CertificateLoader.LoadCertificateFromFile(mesh.CertificatePath);

        Assert.Equal(own.Thumbprint, await PresentedAsync(mesh.Https));
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Trinos_own_command_line_reads_over_tls()
    {
        Skip.If(EnginesFolder.Path is null, EnginesFolder.Missing);

        var (exit, output, errors) = await ForeignProgram.AnswerAsync(
            Path.Combine(EnginesFolder.Path, "trino", "clients", "cli"),
            [
                "--server", mesh.Https.OriginalString, "--access-token", mesh.Analyst, "--user", "analyst", "--truststore-path", mesh.CertificatePath,
                "--catalog", "mesh", "--schema", "orders", "--output-format", "CSV",
                "--execute", "SELECT status, count(*) AS n, min(customer_email) AS e FROM orders GROUP BY status ORDER BY status; SHOW TABLES; DESCRIBE payments.grown; SELECT * FROM inventory.all_types; SELECT * FROM read_csv('/etc/passwd')",
            ],
            "");

        // Of the last statement.
        Assert.NotEqual(0, exit);
        Assert.Contains("read_csv() may not be in FROM", errors, StringComparison.Ordinal);
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
}
