using MeshStarter.AppHost.Domains;

namespace MeshStarter.AppHost.Resources;

/// <summary>Adds the services of the domains.</summary>
internal static class DomainExtensions
{
    /// <summary>Adds the service of a domain, with its public address and the source of its rows.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="project">The domain.</param>
    /// <param name="mesh">The mesh.</param>
    public static IResourceBuilder<ProjectResource> AddDomain(this IDistributedApplicationBuilder builder, DomainProject project, MeshContext mesh)
    {
        var domain = project.AddTo(builder, mesh)
            .WithEnvironment("Mesh__Simulator", mesh.Settings.Simulated ? "true" : "false");
        if (mesh.Settings.SourceData is { } source)
        {
            domain.WithEnvironment("Mesh__SourceData", source);
        }

        return domain.WithEnvironment("Mesh__PublicUrl", domain.GetEndpoint("http"));
    }

    /// <summary>Gives the catalog the address of a domain's service, below which it registers ports.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="domain">The service of the domain.</param>
    /// <param name="name">The domain.</param>
    public static IResourceBuilder<ProjectResource> WithDomain(this IResourceBuilder<ProjectResource> catalog, IResourceBuilder<ProjectResource> domain, string name) =>
        catalog.WithEnvironment($"Mesh__Domains__{name}__PublicUrl", domain.GetEndpoint("http"));

    /// <summary>Gives the catalog the names of all domains of the repository: those of an earlier start that are missing now are orphaned.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="mesh">The mesh.</param>
    public static IResourceBuilder<ProjectResource> WithDomainNames(this IResourceBuilder<ProjectResource> catalog, MeshContext mesh) =>
        catalog.WithEnvironment("Mesh__Catalog__Domains", string.Join(',', mesh.Settings.AllDomains.Select(project => project.Domain)));
}
