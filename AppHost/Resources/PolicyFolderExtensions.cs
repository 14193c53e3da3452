using Microsoft.Extensions.Hosting;

namespace MeshStarter.AppHost.Resources;

/// <summary>Gives governance the folder of its rules.</summary>
internal static class PolicyFolderExtensions
{
    private const string Variable = "Mesh__Policy__Folder";

    /// <summary>
    /// Passes the folder of the setting to governance, which would read a relative one from its own folder. Without the setting governance in Development
    /// reads the repository's rules and not the build's copy, so that an edit takes effect at once.
    /// </summary>
    /// <param name="governance">Governance.</param>
    /// <param name="mesh">The mesh.</param>
    public static IResourceBuilder<ProjectResource> WithPolicyFolder(this IResourceBuilder<ProjectResource> governance, MeshContext mesh)
    {
        var repository = mesh.Settings.Repository;
        return !mesh.IsRun ? governance
            : mesh.Settings.Forwarded.GetValueOrDefault(Variable) is { Length: > 0 } given ? governance.WithEnvironment(Variable, Path.GetFullPath(given, repository))
            : governance.ApplicationBuilder.Environment.IsDevelopment() ? governance.WithEnvironment(Variable, Path.Combine(repository, "platform", "Governance", "Policies"))
            : governance;
    }
}
