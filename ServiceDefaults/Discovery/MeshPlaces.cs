namespace MeshStarter.ServiceDefaults.Discovery;

/// <summary>The addresses of a mesh as its clients reach them, without a slash at the end.</summary>
/// <param name="Catalog">The catalog's.</param>
/// <param name="Governance">Governance's.</param>
/// <param name="Query">The query proxy's.</param>
/// <param name="Portal">The portal's; null where it is not known.</param>
public sealed record MeshPlaces(string Catalog, string Governance, string Query, string? Portal)
{
    /// <summary>Returns the addresses of a mesh whose query proxy forwards to the other services.</summary>
    /// <param name="query">The query proxy's address.</param>
    /// <param name="portal">The portal's address; null where it is not known.</param>
    public static MeshPlaces Below(string query, string? portal) => new($"{query}/catalog", $"{query}/governance", query, portal);
}
