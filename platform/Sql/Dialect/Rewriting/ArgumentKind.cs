namespace MeshStarter.Platform.Sql.Dialect.Rewriting;

/// <summary>The kinds of values that a function takes as its first argument.</summary>
internal enum ArgumentKind
{
    /// <summary>Values that the engine judges.</summary>
    Any,
    Condition,
    Number,

    /// <summary>Numbers and intervals.</summary>
    Quantity,
    Array,
    Map,

    /// <summary>Arrays and maps.</summary>
    Collection,
}
