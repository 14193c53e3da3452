using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Analysis;

/// <summary>The CTE names that a part of a query can see: a chain from the innermost outwards.</summary>
internal sealed record CteScope(string Name, CteScope? Outer)
{
    public static bool Sees(CteScope? scope, string name)
    {
        for (var at = scope; at is not null; at = at.Outer)
        {
            if (AsciiNames.Comparer.Equals(at.Name, name))
            {
                return true;
            }
        }

        return false;
    }
}
