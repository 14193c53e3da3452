using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MeshStarter.QueryProxy.Tests.Proxy;

namespace MeshStarter.QueryProxy.Tests.Clients;

/// <summary>One process of the proxy for the tests of clients: it logs its requests, and its configuration has a developer's own certificate.</summary>
public sealed class ClientFixture : ProxyFixture
{
    private string Certificate => Path.Combine(Data, "another-user.pfx");

    /// <inheritdoc/>
    protected override async Task BeginAsync()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=another user", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        File.WriteAllBytes(Certificate, certificate.Export(X509ContentType.Pkcs12));
        await base.BeginAsync();
    }

    /// <inheritdoc/>
    protected override Dictionary<string, string> ProcessSettings() => new(base.ProcessSettings(), StringComparer.Ordinal)
    {
        ["Logging__LogLevel__Microsoft.AspNetCore.Hosting.Diagnostics"] = "Information",
        ["Kestrel__Certificates__Default__Path"] = Certificate,
        ["Kestrel__Certificates__Default__Password"] = "",
        ["ASPNETCORE_Kestrel__Certificates__Default__Path"] = Certificate,
    };
}

/// <summary>
/// Tests of programs that no one here wrote, and of proxies that stop, fail or wait, with a fixture of their own: these and the others take minutes one after
/// the other.
/// </summary>
[CollectionDefinition(Name)]
public sealed class ClientCollection : ICollectionFixture<ClientFixture>
{
    public const string Name = "clients";
}
