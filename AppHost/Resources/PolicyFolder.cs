using Microsoft.Extensions.Hosting;

namespace MeshStarter.AppHost.Resources;

/// <summary>In Development governance reads the rules of the repository itself, not the copy that the build made, so that an edit takes effect at once.</summary>
internal static class PolicyFolder
{
    private const string Variable = "Mesh__Policy__Folder";

    /// <summary>Tells governance the folder, unless the start was given another.</summary>
    public static void Give(IResourceBuilder<ProjectResource> governance, IDistributedApplicationBuilder builder, MeshResources mesh)
    {
        if (builder.ExecutionContext.IsRunMode && builder.Environment.IsDevelopment() && !mesh.Settings.Forwarded.ContainsKey(Variable))
        {
            governance.WithEnvironment(Variable, Path.Combine(mesh.Settings.Repository, "platform", "Governance", "Policies"));
        }
    }
}
