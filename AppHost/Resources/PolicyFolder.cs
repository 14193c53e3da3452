using Microsoft.Extensions.Hosting;

namespace MeshStarter.AppHost.Resources;

/// <summary>Makes governance in Development read the repository's rules and not the build's copy, so that an edit takes effect at once.</summary>
internal static class PolicyFolder
{
    private const string Variable = "Mesh__Policy__Folder";

    /// <summary>Passes the folder to governance, unless the start has the setting.</summary>
    public static void Give(IResourceBuilder<ProjectResource> governance, IDistributedApplicationBuilder builder, MeshResources mesh)
    {
        if (builder.ExecutionContext.IsRunMode && builder.Environment.IsDevelopment() && !mesh.Settings.Forwarded.ContainsKey(Variable))
        {
            governance.WithEnvironment(Variable, Path.Combine(mesh.Settings.Repository, "platform", "Governance", "Policies"));
        }
    }
}
