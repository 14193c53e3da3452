using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Tree;

/// <summary>A CTE that a part of a query can see: a chain from the innermost outwards.</summary>
/// <typeparam name="TCte">The CTE with what is known of it.</typeparam>
internal abstract record CteChain<TCte>(string Name, TCte? Outer)
    where TCte : CteChain<TCte>
{
    /// <summary>The innermost CTE of a name; null where the part sees none.</summary>
    public static TCte? Find(TCte? innermost, string name)
    {
        var cte = innermost;
        while (cte is not null && !AsciiNames.Comparer.Equals(cte.Name, name))
        {
            cte = cte.Outer;
        }

        return cte;
    }
}
