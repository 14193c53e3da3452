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

        foreach (var connection in DomainSources.ConnectionNames(project, mesh.Settings.AllDomains).Select(mesh.SourceConnectionString).OfType<IResourceBuilder<IResourceWithConnectionString>>())
        {
            domain.WithReference(connection);
        }

        return domain.WithAddress("Mesh__PublicUrl", domain, project.Domain, mesh);
    }

    /// <summary>Gives the catalog the address of a domain's service, below which it registers ports.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="domain">The service of the domain.</param>
    /// <param name="name">The domain.</param>
    /// <param name="mesh">The mesh.</param>
    public static IResourceBuilder<ProjectResource> WithDomain(this IResourceBuilder<ProjectResource> catalog, IResourceBuilder<ProjectResource> domain, string name, MeshContext mesh) =>
        catalog.WithAddress($"Mesh__Domains__{name}__PublicUrl", domain, name, mesh);

    /// <summary>Lets the query proxy forward requests to the services of the domains.</summary>
    /// <param name="query">The query proxy.</param>
    /// <param name="domains">The services of the domains.</param>
    /// <param name="mesh">The mesh.</param>
    public static IResourceBuilder<ProjectResource> WithForwarding(this IResourceBuilder<ProjectResource> query, IReadOnlyList<IResourceBuilder<ProjectResource>> domains, MeshContext mesh)
    {
        query.WithReferences(domains).WithEnvironment("Mesh__Query__Domains", string.Join(',', mesh.Settings.Domains.Select(project => project.Domain)));
        return query;
    }

    /// <summary>
    /// Gives services the inner addresses of the domains that they read, where the catalog has the public ones: a service need not reach those.
    /// </summary>
    /// <param name="readers">The services.</param>
    /// <param name="domains">The services of the domains.</param>
    /// <param name="mesh">The mesh.</param>
    public static void WithInnerAddresses(this IEnumerable<IResourceBuilder<ProjectResource>> readers, IReadOnlyList<IResourceBuilder<ProjectResource>> domains, MeshContext mesh)
    {
        if (!mesh.HasOneAddress)
        {
            return;
        }

        foreach (var reader in readers)
        {
            reader.WithReferences(domains.Where(domain => domain != reader));
        }
    }

    /// <summary>Gives the catalog the names of all domains of the repository: those of an earlier start that are missing now, and have no address elsewhere, are orphaned.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="mesh">The mesh.</param>
    public static IResourceBuilder<ProjectResource> WithDomainNames(this IResourceBuilder<ProjectResource> catalog, MeshContext mesh) =>
        catalog.WithEnvironment("Mesh__Catalog__Domains", string.Join(',', mesh.Settings.AllDomains.Select(project => project.Domain)));

    // The address at which readers reach a domain's service: below the query proxy's, or the service's own.
    private static IResourceBuilder<ProjectResource> WithAddress(this IResourceBuilder<ProjectResource> service, string variable, IResourceBuilder<ProjectResource> domain, string name, MeshContext mesh) =>
        mesh.Settings.PublicUrl is { } address ? service.WithEnvironment(variable, $"{address}/domains/{name}")
        : mesh.IsPublished ? service.WithEnvironment(variable, mesh.PublishedUrl($"/domains/{name}"))
        : service.WithEnvironment(variable, domain.GetEndpoint("http"));

    private static IResourceBuilder<ProjectResource> WithReferences(this IResourceBuilder<ProjectResource> service, IEnumerable<IResourceBuilder<ProjectResource>> domains)
    {
        foreach (var domain in domains)
        {
            service.WithReference(domain);
        }

        return service;
    }
}
