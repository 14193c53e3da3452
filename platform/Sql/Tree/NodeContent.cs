namespace MeshStarter.Platform.Sql.Tree;

/// <summary>The contents of a part of the tree: its kind is one of several of these, or the only one.</summary>
internal enum NodeContent
{
    /// <summary>An expression; its kind is its class.</summary>
    Expression,

    /// <summary>A SELECT, a set operation or a recursive CTE.</summary>
    Query,

    /// <summary>A table, join, subquery or function in FROM.</summary>
    Table,

    /// <summary>ORDER BY, LIMIT or DISTINCT.</summary>
    Modifier,

    /// <summary>The parameters of a type.</summary>
    TypeInfo,
    Statement,

    /// <summary>The CTEs of a query: each sees those before it.</summary>
    Ctes,
    Cte,
    CteValue,
    Sample,
    Order,
    Case,
    Replacement,
    Type,
    Field,
}
