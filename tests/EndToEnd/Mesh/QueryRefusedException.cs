namespace MeshStarter.EndToEnd.Mesh;

/// <summary>The proxy's refusal of a query.</summary>
internal sealed class QueryRefusedException(int status, string message) : Exception(message)
{
    public int Status => status;
}
