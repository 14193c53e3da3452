using Aspire.Hosting.Docker.Resources;
using Aspire.Hosting.Docker.Resources.ServiceNodes;
using MeshStarter.AppHost.Resources;
using MeshStarter.AppHost.Settings;

namespace MeshStarter.AppHost.Publishing.Compose;

/// <summary>Completes the Compose file as a whole.</summary>
internal static class ComposeFiles
{
    /// <summary>The dashboard's port on the host.</summary>
    public const int DashboardPort = 7404;

    // The ports of a run, by service.
    private static readonly Dictionary<string, int> Ports = new(StringComparer.Ordinal) { ["portal"] = MeshPorts.DefaultPortal, ["query"] = MeshPorts.DefaultQuery };

    /// <summary>Declares the services' volumes, and has ports reachable from this host alone: they are without TLS, which a proxy in front of them has.</summary>
    /// <param name="file">The file.</param>
    public static void Complete(ComposeFile file)
    {
        foreach (var service in file.Services.Values)
        {
            service.Ports = Ports.TryGetValue(service.Name, out var port) ? [$"127.0.0.1:{port}:{MeshServiceExtensions.PublishedPort}"] : [.. service.Ports.Select(given => $"127.0.0.1:{given}")];
            foreach (var volume in service.Volumes.Where(volume => volume.Source is not null && !file.Volumes.ContainsKey(volume.Source)))
            {
                file.AddVolume(new Volume { Name = volume.Source!, Driver = "local" });
            }
        }
    }
}
