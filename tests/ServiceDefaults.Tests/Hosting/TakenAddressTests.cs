using System.Net;
using System.Net.Sockets;

namespace MeshStarter.ServiceDefaults.Tests.Hosting;

/// <summary>An address on which another program listens.</summary>
public sealed class TakenAddressTests
{
    [Theory]
    [InlineData("ASPNETCORE_URLS", "ASPNETCORE_URLS", "127.0.0.1")]
    [InlineData("ASPNETCORE_URLS", "ASPNETCORE_URLS", "localhost")]
    [InlineData("Kestrel__Endpoints__Http__Url", "Kestrel:Endpoints", "127.0.0.1")]
    [InlineData("Kestrel__Endpoints__Http__Url", "Kestrel:Endpoints", "localhost")]
    public async Task Address_that_is_in_use_is_refused_in_one_line_with_its_setting(string variable, string setting, string host)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var (exitCode, errors, output) = await TestService.RunAsync("Development", [(variable, $"http://{host}:{port}")]);

        Assert.Equal(1, exitCode);
        Assert.Matches($"^{setting}: .*http://.*:{port}: .* Fix: End what listens there, or give another port\\.$", Assert.Single(errors));
        Assert.DoesNotContain(output, said => said.Contains("   at ", StringComparison.Ordinal));
    }
}
