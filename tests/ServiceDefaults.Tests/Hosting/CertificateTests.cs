using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MeshStarter.ServiceDefaults.Tests.Hosting;

/// <summary>An address with https without a certificate, or with one that cannot be read.</summary>
public sealed class CertificateTests
{
    [Fact]
    public async Task Address_with_https_without_a_certificate_is_refused_in_one_line()
    {
        // A developer's own certificate is in the home folder.
        using var home = new TestFolder();
        var (exitCode, errors, output) = await TestService.RunAsync("Production", [("ASPNETCORE_URLS", $"https://localhost:{FreePort.Take()}"), ("HOME", home.Path)]);

        Assert.Equal(1, exitCode);
        Assert.StartsWith("An address of this service begins with https, and there is no certificate for it. Set Kestrel:Certificates:Default:Path", Assert.Single(errors), StringComparison.Ordinal);
        Assert.DoesNotContain(output, said => said.Contains("   at ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("missing.pfx", "right")]
    [InlineData("nowhere/missing.pfx", "right")]
    [InlineData("garbage.pfx", "right")]
    [InlineData("whole.pfx", "wrong")]
    public async Task Certificate_that_cannot_be_read_is_refused_in_one_line(string file, string password)
    {
        using var folder = new TestFolder();
        using var key = ECDsa.Create();
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow().AddDays(1));
        await File.WriteAllBytesAsync(Path.Combine(folder.Path, "whole.pfx"), certificate.Export(X509ContentType.Pfx, "right"));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "garbage.pfx"), "garbage");

        var (exitCode, errors, output) = await TestService.RunAsync(
            "Production",
            [
                ("ASPNETCORE_URLS", $"https://localhost:{FreePort.Take()}"), ("Kestrel__Certificates__Default__Path", Path.Combine(folder.Path, file)),
                ("Kestrel__Certificates__Default__Password", password),
            ]);

        Assert.Equal(1, exitCode);
        Assert.Matches(@"^Kestrel:Certificates:Default:Path: the certificate cannot be read \(.+\)\. Fix: .+ Kestrel:Certificates:Default:Password\.$", Assert.Single(errors));
        Assert.DoesNotContain(output, said => said.Contains("   at ", StringComparison.Ordinal));
    }
}
