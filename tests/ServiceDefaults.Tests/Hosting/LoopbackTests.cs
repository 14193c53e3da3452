using System.Net;
using System.Net.Sockets;
using MeshStarter.ServiceDefaults.Start;

namespace MeshStarter.ServiceDefaults.Tests.Hosting;

/// <summary>The callers that a service listens for, whichever setting names them.</summary>
public sealed class LoopbackTests
{
    [Fact]
    public async Task Address_that_others_reach_refuses_the_start_in_development()
    {
        var port = FreePort.Take();

        var (exitCode, errors, output) = await TestService.RunAsync("Development", [("ASPNETCORE_HTTP_PORTS", port.ToString())]);

        Assert.Equal(1, exitCode);
        AssertRefused(port, Assert.Single(errors));
        Assert.DoesNotContain(output, said => said.Contains("listens on", StringComparison.Ordinal) || said.Contains("   at ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("urls", "http://0.0.0.0:{0}")]
    [InlineData("urls", "http://*:{0}")]
    [InlineData("urls", "http://[::]:{0}")]
    [InlineData("Kestrel:Endpoints:Extra:Url", "http://meshhost:{0}")]
    public async Task Address_that_others_reach_is_refused_whichever_setting_names_it(string setting, string value)
    {
        var port = FreePort.Take();

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => ListenAsync(setting, string.Format(value, port)));

        AssertRefused(port, refused.Message);
    }

    [SkippableTheory]
    [InlineData("http://localhost:{0}", false)]
    [InlineData("http://127.0.0.1:{0}", false)]
    [InlineData("http://[::1]:{0}", true)]
    public async Task Loopback_is_listened_on_in_development(string url, bool needsIPv6)
    {
        Skip.If(needsIPv6 && !Socket.OSSupportsIPv6, "no IPv6 here");
        var address = string.Format(url, FreePort.Take());

        await using var service = await ListenAsync("urls", address);

        Assert.Equal(new Uri(address), service.Address);
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("/alive")).Status);
    }

    [SkippableFact]
    public async Task Any_address_is_listened_on_outside_development()
    {
        Skip.If(OperatingSystem.IsWindows(), "ends the process by kill");
        var address = $"http://0.0.0.0:{FreePort.Take()}";

        var (exitCode, errors, output) = await TestService.RunAsync("Production", [("ASPNETCORE_URLS", address)]);

        Assert.Empty(errors);
        Assert.Equal(0, exitCode);
        Assert.Contains($"listens on {address}", output);
    }

    private static Task<TestService> ListenAsync(string setting, string value) => TestService.StartAsync(null, configure: builder => builder.WebHost.UseSetting("urls", null).UseSetting(setting, value));

    private static void AssertRefused(int port, string line) => Assert.Matches(
        $@"^http://\S+:{port} can be reached from other machines, and in Development a service listens for this one alone\. Listen on localhost, [^\n]*$", line);
}
