using Microsoft.Extensions.Hosting;

namespace MeshStarter.AppHost.Resources;

/// <summary>Makes governance in Development read the repository's rules and not the build's copy, so that an edit takes effect at once.</summary>
internal static class PolicyFolderExtensions
{
    private const string Variable = "Mesh__Policy__Folder";

    /// <summary>Passes the folder to governance, unless the start has the setting.</summary>
    /// <param name="governance">Governance.</param>
    /// <param name="mesh">The mesh.</param>
    public static IResourceBuilder<ProjectResource> WithPolicyFolder(this IResourceBuilder<ProjectResource> governance, MeshContext mesh) =>
        mesh.IsRun && governance.ApplicationBuilder.Environment.IsDevelopment() && !mesh.Settings.Forwarded.ContainsKey(Variable)
            ? governance.WithEnvironment(Variable, Path.Combine(mesh.Settings.Repository, "platform", "Governance", "Policies"))
            : governance;
}
