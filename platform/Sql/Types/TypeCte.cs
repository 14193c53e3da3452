using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Types;

/// <summary>A CTE that a part of a query can see: a chain from the innermost outwards.</summary>
internal sealed record TypeCte(string Name, TypedRelation Relation, TypeCte? Outer)
{
    public static TypedRelation? Find(TypeCte? innermost, string name)
    {
        for (var cte = innermost; cte is not null; cte = cte.Outer)
        {
            if (AsciiNames.Comparer.Equals(cte.Name, name))
            {
                return cte.Relation;
            }
        }

        return null;
    }
}
