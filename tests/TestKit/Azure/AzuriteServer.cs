using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;

namespace MeshStarter.TestKit.Azure;

/// <summary>npm's azurite, a server of Azure's Blob service that no one here wrote, empty, for the tests of one class or collection. It has no hierarchical namespaces.</summary>
public class AzuriteServer : NpmProject
{
    public const string Account = "devstoreaccount1";

    /// <summary>The key of the account, which Azurite's documentation names.</summary>
    public const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-test-azurite-").FullName;
    private readonly X509Certificate2? _certificate;
    private readonly int _port = FreePort.Take();
    private Process? _process;

    public AzuriteServer() : this(certificate: null)
    {
    }

    /// <summary>With a certificate it has TLS and takes tokens.</summary>
    protected AzuriteServer(X509Certificate2? certificate) : base("Azurite", "azurite") => _certificate = certificate;

    /// <summary>The account's endpoint, as settings name it.</summary>
    public string Endpoint => $"{(_certificate is null ? "http" : "https")}://127.0.0.1:{_port}/{Account}";

    /// <summary>A handler of requests that trusts the server's certificate.</summary>
    public HttpMessageHandler Trusting()
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        if (_certificate is not null)
        {
            trust.CustomTrustStore.Add(_certificate);
        }

        return new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = trust } };
    }

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        if (Missing is not null)
        {
            return;
        }

        _process = StartProgram(["--blobHost", "127.0.0.1", "--blobPort", $"{_port}", "--disableTelemetry", "--silent", "--inMemoryPersistence", .. await TlsAsync()]);
        var said = Task.WhenAll(_process.StandardOutput.ReadToEndAsync(), _process.StandardError.ReadToEndAsync());
        using var client = new HttpClient(Trusting());
        if (!await _process.AnswersAsync(DoesAnswerAsync, Patience))
        {
            _process.Kill();
            throw new InvalidOperationException($"Azurite did not come up: {string.Join('\n', await said)}");
        }

        async Task<bool> DoesAnswerAsync()
        {
            using var answer = await client.GetAsync(new Uri(Endpoint));
            return true;
        }
    }

    public override async Task DisposeAsync()
    {
        await _process.EndAsync();
        Directory.Delete(_folder, recursive: true);
        _certificate?.Dispose();
        await base.DisposeAsync();
    }

    private async Task<string[]> TlsAsync()
    {
        if (_certificate is null)
        {
            return [];
        }

        var (certificate, key) = (Path.Combine(_folder, "certificate.pem"), Path.Combine(_folder, "key.pem"));
        await File.WriteAllTextAsync(certificate, _certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(key, _certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        return ["--cert", certificate, "--key", key, "--oauth", "basic"];
    }
}
