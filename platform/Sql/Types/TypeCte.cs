using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Types;

/// <summary>A CTE with the types of its columns.</summary>
internal sealed record TypeCte(string Name, TypedRelation Relation, TypeCte? Outer) : CteChain<TypeCte>(Name, Outer);
