using MeshStarter.AppHost.Resources;

namespace MeshStarter.AppHost.Start;

/// <summary>The resources of the mesh, in the order of the start's table.</summary>
internal sealed record MeshMap(
    IResourceBuilder<ProjectResource> Portal,
    IResourceBuilder<ProjectResource> Catalog,
    IResourceBuilder<ProjectResource> Governance,
    IResourceBuilder<ProjectResource> Query,
    IReadOnlyList<IResourceBuilder<ProjectResource>> Domains,
    IReadOnlyList<ElsewhereService> Elsewhere,
    IResourceBuilder<ProjectResource>? Postgres,
    IResourceBuilder<ProjectResource>? Setup)
{
    /// <summary>The services of the platform and the domains.</summary>
    public IReadOnlyList<IResourceBuilder<ProjectResource>> Services => [Portal, Catalog, Governance, Query, .. Domains];

    /// <summary>All resources.</summary>
    public IReadOnlyList<IResourceBuilder<ProjectResource>> All => [.. Services, .. new[] { Postgres, Setup }.OfType<IResourceBuilder<ProjectResource>>()];

    /// <summary>Reads the current state of each of <see cref="All"/>.</summary>
    public IReadOnlyList<ResourceState> States(ResourceNotificationService notifications) =>
        [.. All.Select(resource => ResourceState.Of(resource.Resource.Name, notifications, ends: resource == Setup))];

    /// <summary>The fix of a resource that has ended: how to start it again.</summary>
    public string FixOf(string resource) => Services.Any(service => service.Resource.Name == resource)
        ? $"Fix: mesh restart {resource}"
        : "Fix: stop the mesh with Ctrl+C and start it again: dotnet run --project AppHost";
}
