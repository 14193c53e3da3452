using System.Globalization;
using Aspire.Hosting.Azure;
using Azure.Provisioning.AppContainers;
using Azure.Provisioning.Expressions;
using Azure.Provisioning.Resources;
using MeshStarter.AppHost.Resources;

namespace MeshStarter.AppHost.Publishing.Azure;

/// <summary>Publishes services as container apps.</summary>
internal static class ContainerApps
{
    private const string Data = "data";
    private const string Query = "query";
    private const int Replicas = 3;
    private const int RequestsOfReplica = 50;

    // A service ends within 10 s.
    private const int GraceSeconds = 15;

    /// <summary>Publishes a service with probes, a folder of its own that may vanish, and as many replicas as requests need.</summary>
    /// <param name="service">The service.</param>
    /// <param name="domain">The operator's domain for it; null for the environment's.</param>
    /// <param name="further">A second identity; null for none.</param>
    public static void WithContainerApp(this IResourceBuilder<ProjectResource> service, CustomDomain? domain, AzureUserAssignedIdentityResource? further)
    {
#pragma warning disable ASPIREPROBES001 // Experimental in Aspire 13.5; without them the platform only opens a connection.
        service.WithHttpProbe(ProbeType.Startup, "/alive", periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 10)
            .WithHttpProbe(ProbeType.Liveness, "/alive", periodSeconds: 10, timeoutSeconds: 5)
            .WithHttpProbe(ProbeType.Readiness, "/health", periodSeconds: 10, timeoutSeconds: 5);
#pragma warning restore ASPIREPROBES001
        // A statement of the query proxy lives in one process, and replicas have no address of their own.
        var isQuery = service.Resource.Name == Query;
        service.PublishAsAzureContainerApp((infrastructure, app) =>
        {
            var container = app.Template.Containers[0].Value!;
            container.Resources = isQuery ? new AppContainerResources { Cpu = 2.0, Memory = "4Gi" } : new AppContainerResources { Cpu = 0.5, Memory = "1Gi" };
            container.VolumeMounts.Add(new ContainerAppVolumeMount { VolumeName = Data, MountPath = MeshServiceExtensions.PublishedFolder });
            app.Template.Volumes.Add(new ContainerAppVolume { Name = Data, StorageType = ContainerAppStorageType.EmptyDir });
            app.Template.TerminationGracePeriodSeconds = GraceSeconds;
            Scale(app.Template.Scale, isQuery ? 1 : Replicas);
            if (further is not null)
            {
                var id = BicepFunction.Interpolate($"{further.Id.AsProvisioningParameter(infrastructure)}").Compile().ToString();
                app.Identity.UserAssignedIdentities[id] = new UserAssignedIdentityDetails();
            }

            if (domain is not null)
            {
                app.ConfigureCustomDomain(domain.Name, domain.Certificate);
            }
        });
    }

    private static void Scale(ContainerAppScale scale, int most)
    {
        scale.MinReplicas = 1;
        scale.MaxReplicas = most;
        scale.Rules.Add(new ContainerAppScaleRule
        {
            Name = "requests",
            Http = new ContainerAppHttpScaleRule { Metadata = { ["concurrentRequests"] = RequestsOfReplica.ToString(CultureInfo.InvariantCulture) } },
        });
    }
}
