using System.Net;
using System.Net.Sockets;

namespace MeshStarter.ServiceDefaults.Tests.Hosting;

/// <summary>An address on which another program listens.</summary>
public sealed class TakenAddressTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task Address_that_is_in_use_is_refused_in_one_line(string host)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var (exitCode, errors, output) = await TestService.RunAsync("Development", [("ASPNETCORE_URLS", $"http://{host}:{port}")]);

        Assert.Equal(1, exitCode);
        Assert.Matches($"^ASPNETCORE_URLS: .*http://.*:{port}: .* Fix: End what listens there, or give another port\\.$", Assert.Single(errors));
        Assert.DoesNotContain(output, said => said.Contains("   at ", StringComparison.Ordinal));
    }
}
