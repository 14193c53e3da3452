using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using MeshStarter.AppHost.Settings;
using Microsoft.Extensions.Configuration;

namespace MeshStarter.EndToEnd.Settings;

/// <summary>The address of Aspire's dashboard.</summary>
public sealed class DashboardAddressTests
{
    [Fact]
    public void Address_of_the_launch_profile_is_moved_like_the_ports_of_the_mesh()
    {
        var port = FreePort.Take();

        Assert.Equal($"http://localhost:{port}", Set(new Uri($"http://localhost:{port - 1}"), "--Mesh:Ports:Offset=1"));
    }

    [Fact]
    public void Address_of_the_command_line_takes_precedence() =>
        Assert.Equal("http://localhost:15000", Set(new Uri($"http://localhost:{FreePort.Take()}"), "--ASPNETCORE_URLS=http://localhost:15000"));

    [Fact]
    public void Port_in_use_is_left_to_its_program()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        Assert.Null(Set(new Uri($"http://localhost:{((IPEndPoint)other.LocalEndpoint).Port}")));
    }

    private static string? Set(Uri given, params string[] arguments)
    {
        var builder = DistributedApplication.CreateBuilder(arguments);
        // Without the variables of the tests' own environment.
        builder.Configuration["ASPNETCORE_URLS"] = new ConfigurationBuilder().AddCommandLine(arguments).Build()["ASPNETCORE_URLS"];
        DashboardAddress.Set(builder, given, MeshPorts.From(builder.Configuration));
        return builder.Configuration["ASPNETCORE_URLS"];
    }
}
