using Aspire.Hosting.Docker.Resources.ComposeNodes;
using Aspire.Hosting.Docker.Resources.ServiceNodes;
using MeshStarter.AppHost.Resources;

namespace MeshStarter.AppHost.Publishing.Compose;

/// <summary>Adds to services of a Compose file what the publisher leaves out: restarts, health checks, volumes, and the rights that they do without.</summary>
internal static class ComposeServices
{
    private const string SharedSettings = "mesh.env";

    /// <summary>Publishes a service with a volume of its own, on a file system that it cannot write.</summary>
    /// <param name="resource">The service.</param>
    public static void WithComposeService(this IResourceBuilder<ProjectResource> resource)
    {
        var name = resource.Resource.Name;
        var program = $"MeshStarter.{Path.GetFileNameWithoutExtension(resource.Resource.GetProjectMetadata().ProjectPath)}.dll";
        resource.PublishAsDockerComposeService((_, service) =>
        {
            Harden(service);
            Supervise(service, "dotnet", program, "--health");
            // Settings that all services share, such as those of the provider, without another publish.
            service.EnvFile = [SharedSettings];
            // A new volume belongs to whom the image's folder belongs to, which is the home of its user.
            service.AddVolume(new Volume { Name = $"{name}-data", Source = $"{name}-data", Target = MeshServiceExtensions.PublishedFolder, Type = "volume" });
        });
    }

    /// <summary>Restarts a service that ends, and checks its health.</summary>
    /// <param name="service">The service.</param>
    /// <param name="check">The command of its health check.</param>
    public static void Supervise(Service service, params string[] check)
    {
        service.Restart = "unless-stopped";
        service.Healthcheck = new Healthcheck { Test = ["CMD", .. check], Interval = "30s", Timeout = "10s", StartPeriod = "60s", Retries = 3 };
    }

    /// <summary>Takes a service's rights that no service of the mesh needs, and bounds its end.</summary>
    /// <param name="service">The service.</param>
    public static void Harden(Service service)
    {
        // The images are made here, and no registry has them.
        service.PullPolicy = "never";
        service.ReadOnly = true;
        service.Tmpfs = ["/tmp"];
        service.CapDrop = ["ALL"];
        service.SecurityOpt = ["no-new-privileges:true"];
        // A service ends within 10 s.
        service.StopGracePeriod = "15s";
    }
}
