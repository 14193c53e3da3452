using MeshStarter.TestKit;

namespace MeshStarter.ServiceDefaults.Tests.Hosting;

/// <summary>An address with https on a machine without a certificate.</summary>
public sealed class CertificateTests
{
    [Fact]
    public async Task Address_with_https_without_a_certificate_is_refused_in_one_line()
    {
        // A developer's own certificate is in the home folder.
        var home = Directory.CreateTempSubdirectory("mesh-no-certificate-");
        try
        {
            var (exitCode, errors, output) = await TestService.RunAsync("Production", [("ASPNETCORE_URLS", $"https://localhost:{FreePort.Take()}"), ("HOME", home.FullName)]);

            Assert.Equal(1, exitCode);
            Assert.StartsWith("An address of this service begins with https, and there is no certificate for it. Set Kestrel:Certificates:Default:Path", Assert.Single(errors), StringComparison.Ordinal);
            Assert.DoesNotContain(output, said => said.Contains("   at ", StringComparison.Ordinal));
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }
}
