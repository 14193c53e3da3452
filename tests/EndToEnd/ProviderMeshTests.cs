using MeshStarter.EndToEnd.Storage;
using MeshStarter.TestKit.Providers;

namespace MeshStarter.EndToEnd;

/// <summary>The sample mesh in Production with a company's identity provider in the form of Microsoft Entra (Keycloak's: <see cref="Composed.ComposedMeshTests"/>): no token is of the mesh's own form, and no name but the settings' is the mesh's.</summary>
[Trait("Category", "Slow")]
public sealed class ProviderMeshTests : FolderTests
{
    [SkippableFact]
    public async Task Sample_mesh_runs_in_production_with_a_companys_provider()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the services trust the provider's certificate by SSL_CERT_FILE");
        await using var store = new PreparedStore();
        await store.StartAsync();
        Skip.If(store.Missing is not null, store.Missing);
        var certificate = Path.Combine(Folder.Path, "provider.pem");
        var directory = new ProviderDirectory.Entra();
        await using var provider = await TestProvider.StartAsync(directory, certificate);
        var ports = new[] { "Portal", "Catalog", "Governance", "Query", "QueryTls" }.ToDictionary(name => name, _ => FreePort.Take(), StringComparer.Ordinal);
        await using var appHost = AppHostProcess.Start(
            "Production",
            [("SSL_CERT_FILE", certificate), ("Kestrel__Certificates__Default__Path", certificate), ("Kestrel__Certificates__Default__KeyPath", certificate + ".key")],
            [
                $"--Mesh:Data={Data}", TestMesh.SamplesAlone, "--Mesh:PublishInterval=00:00:01",
                .. ports.Select(port => $"--Mesh:Ports:{port.Key}={port.Value}"), .. store.Settings, .. directory.Settings(provider.Issuer), .. Company.Groups,
            ]);
        var report = await appHost.ReadUntilAsync(line => line.StartsWith("Portal: http://", StringComparison.Ordinal));
        Assert.False(report.Any(line => line.StartsWith("Not all of the mesh runs", StringComparison.Ordinal)), string.Join(Environment.NewLine, report));
        using var http = new HttpClient { BaseAddress = new Uri($"http://localhost:{ports["Query"]}"), Timeout = TimeSpan.FromMinutes(1) };

        // Payments and Inventory follow Orders, each by tokens for that domain alone, and the query proxy reads the files.
        await Company.AssertMaskedAsync(http, provider);
        await Company.AssertRefusedAsync(http, provider);
        await Company.AssertAuditedAsync(new Uri($"http://localhost:{ports["Governance"]}"), http, provider);
        await Company.AssertPortalAsync(new Uri($"http://localhost:{ports["Portal"]}"), provider, certificate);
        await Company.AssertCommandLineAsync(http.BaseAddress, provider, certificate);
        Assert.Empty(provider.Refusals);
        Assert.Equal(0, await appHost.StopAsync());
    }
}
