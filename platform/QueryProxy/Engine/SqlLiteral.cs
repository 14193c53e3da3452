namespace MeshStarter.QueryProxy.Engine;

/// <summary>Text as a SQL literal.</summary>
internal static class SqlLiteral
{
    public static string Of(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public static string ListOf(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Of))}]";
}
