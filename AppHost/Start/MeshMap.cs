namespace MeshStarter.AppHost.Start;

/// <summary>The resources of the mesh, in the order of the start's table.</summary>
internal sealed record MeshMap(
    IResourceBuilder<ProjectResource> Portal,
    IResourceBuilder<ProjectResource> Catalog,
    IResourceBuilder<ProjectResource> Governance,
    IResourceBuilder<ProjectResource> Query,
    IReadOnlyList<IResourceBuilder<ProjectResource>> Domains,
    IResourceBuilder<ProjectResource>? Postgres)
{
    /// <summary>All resources.</summary>
    public IReadOnlyList<IResourceBuilder<ProjectResource>> All => [Portal, Catalog, Governance, Query, .. Domains, .. Postgres is null ? [] : (IResourceBuilder<ProjectResource>[])[Postgres]];
}
