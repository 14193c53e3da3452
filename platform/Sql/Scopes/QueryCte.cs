using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Scopes;

/// <summary>A CTE with what is known of its columns.</summary>
/// <typeparam name="T">What is known of values.</typeparam>
internal sealed record QueryCte<T>(string Name, QueryRelation<T> Relation, QueryCte<T>? Outer) : CteChain<QueryCte<T>>(Name, Outer)
    where T : struct, IKnown<T>;
