using System.Net.Sockets;
using MeshStarter.TestKit;

namespace MeshStarter.ServiceDefaults.Tests.Hosting;

/// <summary>The callers that a service listens for, whichever setting names them.</summary>
public sealed class LoopbackTests
{
    [Theory]
    [InlineData("ASPNETCORE_URLS", "http://0.0.0.0:{0}")]
    [InlineData("URLS", "http://*:{0}")]
    [InlineData("DOTNET_URLS", "http://[::]:{0}")]
    [InlineData("ASPNETCORE_HTTP_PORTS", "{0}")]
    [InlineData("Kestrel__Endpoints__Extra__Url", "http://meshhost:{0}")]
    public async Task Address_that_others_reach_refuses_the_start_in_development(string setting, string value)
    {
        var port = FreePort.Take();

        var (exitCode, errors, output) = await ServiceProcess.RunAsync("Development", (setting, string.Format(value, port)));

        Assert.Equal(1, exitCode);
        var line = Assert.Single(errors);
        Assert.Matches($@"^http://\S+:{port} can be reached from other machines, and in Development a service listens for this one alone\. Listen on localhost, ", line);
        Assert.DoesNotContain(output, said => said.Contains("listens on", StringComparison.Ordinal) || said.Contains("   at ", StringComparison.Ordinal));
    }

    [SkippableTheory]
    [InlineData("http://localhost:{0}", false)]
    [InlineData("http://127.0.0.1:{0}", false)]
    [InlineData("http://[::1]:{0}", true)]
    public async Task Loopback_is_listened_on_in_development(string url, bool needsIPv6)
    {
        Skip.If(OperatingSystem.IsWindows(), "ends the process by kill");
        Skip.If(needsIPv6 && !Socket.OSSupportsIPv6, "no IPv6 here");
        var address = string.Format(url, FreePort.Take());

        var (exitCode, errors, output) = await ServiceProcess.RunAsync("Development", ("ASPNETCORE_URLS", address));

        Assert.Empty(errors);
        Assert.Equal(0, exitCode);
        Assert.Contains($"listens on {address}", output);
    }

    [SkippableFact]
    public async Task Any_address_is_listened_on_outside_development()
    {
        Skip.If(OperatingSystem.IsWindows(), "ends the process by kill");
        var address = $"http://0.0.0.0:{FreePort.Take()}";

        var (exitCode, errors, output) = await ServiceProcess.RunAsync("Production", ("ASPNETCORE_URLS", address));

        Assert.Empty(errors);
        Assert.Equal(0, exitCode);
        Assert.Contains($"listens on {address}", output);
    }
}
