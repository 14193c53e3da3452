namespace MeshStarter.Contracts.Discovery;

/// <summary>The document by which a client that knows one address of a mesh finds the others: <c>GET /.well-known/mesh</c>.</summary>
/// <param name="Catalog">The catalog's address.</param>
/// <param name="Governance">Governance's address.</param>
/// <param name="Query">The query proxy's address.</param>
/// <param name="Portal">The portal's address; null where the service that answers does not know it.</param>
/// <param name="Issuer">The issuer of access tokens; null for a service without one.</param>
/// <param name="ClientId">The client id of command lines at the issuer; null where there is none.</param>
/// <param name="Version">The mesh's version, such as <c>0.1.0</c>.</param>
/// <param name="SignIn">The scopes and audiences of tokens; null where all are usual.</param>
public sealed record MeshDocument(string Catalog, string Governance, string Query, string? Portal, string? Issuer, string? ClientId, string Version, MeshSignIn? SignIn = null)
{
    /// <summary>The document's path below the address of the query proxy, or of the portal.</summary>
    public const string Path = ".well-known/mesh";

    /// <summary>The version of this build.</summary>
    public static string OwnVersion { get; } = typeof(MeshDocument).Assembly.GetName().Version!.ToString(3);
}
