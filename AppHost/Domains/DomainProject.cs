using System.Reflection;
using MeshStarter.AppHost.Resources;
using MeshStarter.Contracts.Products;

namespace MeshStarter.AppHost.Domains;

/// <summary>
/// A domain's service, identified by its folder: <c>domains/CustomerCare/CustomerCare.csproj</c> is domain <c>customer_care</c>. The
/// build generates a class in namespace <c>Projects</c> for each project that it builds with the AppHost. The projects under
/// <c>domains/</c> are the domains, so no domain is listed here and nothing is compiled at start.
/// </summary>
internal abstract class DomainProject(string domain, string projectPath)
{
    /// <summary>The folder of all domains, in the repository.</summary>
    public const string Folder = "domains";

    /// <summary>The domain's name.</summary>
    public string Domain => domain;

    /// <summary>The folder of the domain's project.</summary>
    public string FolderPath => Path.GetDirectoryName(projectPath)!;

    /// <summary>The domain's name in the form that a resource name requires.</summary>
    public string ResourceName => Domain.Replace('_', '-');

    /// <summary>Adds the domain's service to the application.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="mesh">The mesh.</param>
    public abstract IResourceBuilder<ProjectResource> AddTo(IDistributedApplicationBuilder builder, MeshContext mesh);

    /// <summary>All domains of the repository, by name.</summary>
    public static IReadOnlyList<DomainProject> FindAll(string repository) =>
    [
        .. Assembly.GetExecutingAssembly().GetTypes()
            .Where(type => type is { IsClass: true, Namespace: "Projects" } && type.IsAssignableTo(typeof(IProjectMetadata)))
            .Select(type => (Type: type, ((IProjectMetadata)Activator.CreateInstance(type)!).ProjectPath))
            .Where(project => Path.GetRelativePath(repository, project.ProjectPath).Split(Path.DirectorySeparatorChar)[0] == Folder)
            .Select(project => Of(project.Type, project.ProjectPath, DomainName.OfProject(Path.GetFileNameWithoutExtension(project.ProjectPath))))
            .OrderBy(domain => domain.Domain, StringComparer.Ordinal),
    ];

    private static DomainProject Of(Type project, string projectPath, string domain) =>
        (DomainProject)Activator.CreateInstance(typeof(Built<>).MakeGenericType(project), domain, projectPath)!;

    private sealed class Built<TProject>(string domain, string projectPath) : DomainProject(domain, projectPath)
        where TProject : IProjectMetadata, new()
    {
        public override IResourceBuilder<ProjectResource> AddTo(IDistributedApplicationBuilder builder, MeshContext mesh) =>
            builder.AddMeshService<TProject>(ResourceName, mesh, mesh.Settings.StoredPorts?.Of(Domain), Domain);
    }
}
