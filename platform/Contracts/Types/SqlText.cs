namespace MeshStarter.Contracts.Types;

/// <summary>Texts in SQL that the mesh writes by itself.</summary>
public static class SqlText
{
    /// <summary>The text as a literal, whatever it holds; it cannot end the quotation.</summary>
    /// <exception cref="ArgumentException">The text holds a NUL, which the engine takes for the end.</exception>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("A text cannot hold a NUL character.", nameof(text));
        }

        return $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    /// <summary>A list of texts, such as <c>['a', 'b']</c>.</summary>
    /// <exception cref="ArgumentException">A text holds a NUL.</exception>
    public static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Quote))}]";
}
