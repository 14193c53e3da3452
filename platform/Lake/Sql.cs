using MeshStarter.Contracts;

namespace MeshStarter.Lake;

/// <summary>Names and texts as they may stand in SQL.</summary>
public static class Sql
{
    /// <summary>A quoted identifier; quotes in it are doubled.</summary>
    public static string Identifier(string name) => SqlIdentifier.Quote(name);

    /// <summary>A quoted text literal; quotes in it are doubled.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A list of text literals, such as <c>['a', 'b']</c>.</summary>
    public static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Literal))}]";
}
