namespace MeshStarter.EndToEnd.Mesh;

/// <summary>The proxy's refusal of a query.</summary>
internal sealed class QueryRefusedException(int status, string message) : Exception(message)
{
    public int Status => status;

    public bool IsGrantEnded => Message.Contains("MESH_GRANT_REVOKED", StringComparison.Ordinal);
}
