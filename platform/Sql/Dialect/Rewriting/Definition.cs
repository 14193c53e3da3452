namespace MeshStarter.Platform.Sql.Dialect.Rewriting;

/// <summary>
/// A view or a macro that a query needs. A worker whose database serves its next query too keeps what that one defines in the same way, and views that it does not define are dropped
/// before it: a query finds its own views and no others.
/// </summary>
/// <param name="Kind">The kind.</param>
/// <param name="Name">Its name in full, quoted.</param>
/// <param name="Body">What follows the name: <c> AS SELECT …</c>, or parameters before it.</param>
internal sealed record Definition(DefinitionKind Kind, string Name, string Body)
{
    /// <summary>The engine's database that has a query's views and macros, and the catalog that queries name.</summary>
    public const string Catalog = "mesh";

    /// <summary>The schema that it is in, in full and quoted, where it must be made first; null for one that is there.</summary>
    public string? Schema { get; init; }

    public static Definition View(string schema, string name, string query) => new(DefinitionKind.View, name, $" AS {query}") { Schema = schema };

    public static Definition Macro(string name, string body) => new(DefinitionKind.Macro, name, body);
}

/// <summary>The kinds of definitions.</summary>
internal enum DefinitionKind
{
    View,

    Macro,
}
