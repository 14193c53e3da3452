namespace MeshStarter.AppHost.Start;

/// <summary>What runs in the mesh, in the order it is shown.</summary>
internal sealed record MeshMap(
    IResourceBuilder<ProjectResource> Portal,
    IResourceBuilder<ProjectResource> Catalog,
    IResourceBuilder<ProjectResource> Governance,
    IResourceBuilder<ProjectResource> Query,
    IReadOnlyList<IResourceBuilder<ProjectResource>> Domains,
    IResourceBuilder<ProjectResource> Postgres)
{
    /// <summary>All of it.</summary>
    public IReadOnlyList<IResourceBuilder<ProjectResource>> All => [Portal, Catalog, Governance, Query, .. Domains, Postgres];
}
