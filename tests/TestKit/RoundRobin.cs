using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;

namespace MeshStarter.TestKit;

/// <summary>One address of several replicas of a service: YARP on loopback, which gives each request to the next one.</summary>
public sealed class RoundRobin : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RoundRobin(WebApplication app) => _app = app;

    /// <summary>The address.</summary>
    public Uri Address => new(_app.Urls.Single() + "/");

    /// <summary>Starts it on a free port.</summary>
    /// <param name="replicas">The addresses of the replicas.</param>
    public static Task<RoundRobin> StartAsync(params IReadOnlyList<Uri> replicas) => StartAsync(port: 0, replicas);

    /// <summary>Starts it.</summary>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <param name="replicas">The addresses of the replicas.</param>
    public static async Task<RoundRobin> StartAsync(int port, IReadOnlyList<Uri> replicas)
    {
        var app = await Loopback.StartAsync(web => web.MapReverseProxy(), port, builder =>
        {
            builder.WebHost.ConfigureKestrel(server => server.Limits.MaxRequestBodySize = null);
            builder.Services.AddReverseProxy().LoadFromMemory(
                [
                    new RouteConfig
                    {
                        RouteId = "all",
                        ClusterId = "replicas",
                        Match = new RouteMatch { Path = "/{**path}" },
                        Transforms = [new Dictionary<string, string>(StringComparer.Ordinal) { ["RequestHeaderOriginalHost"] = "true" }],
                    },
                ],
                [
                    new ClusterConfig
                    {
                        ClusterId = "replicas",
                        LoadBalancingPolicy = "RoundRobin",
                        // As an ingress leaves out a replica whose connections are refused.
                        HealthCheck = new HealthCheckConfig { Passive = new PassiveHealthCheckConfig { Enabled = true, Policy = "TransportFailureRate", ReactivationPeriod = TimeSpan.FromSeconds(5) } },
                        Destinations = replicas.Index().ToDictionary(replica => $"{replica.Index}", replica => new DestinationConfig { Address = replica.Item.ToString() }, StringComparer.Ordinal),
                    },
                ]);
        });
        return new RoundRobin(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
