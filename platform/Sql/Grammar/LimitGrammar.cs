using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Grammar;

/// <summary>The number of rows behind LIMIT, OFFSET and FETCH FIRST. The engine takes NULL for no limit, and rounds.</summary>
internal static class LimitGrammar
{
    /// <summary>Finds the words in front of a number of rows; null for another token.</summary>
    public static string? Clause(GrammarTokens tokens, int at) =>
        tokens.Word(at - 1, "LIMIT") || tokens.Word(at - 1, "OFFSET") ? tokens[at - 1].Value.ToUpperInvariant()
        : tokens.Word(at - 2, "FETCH") && (tokens.Word(at - 1, "FIRST") || tokens.Word(at - 1, "NEXT")) ? $"FETCH {tokens[at - 1].Value.ToUpperInvariant()}"
        : null;

    /// <summary>Says what to do in place of another value.</summary>
    /// <param name="clause">The words in front of it.</param>
    /// <param name="verb">How a number comes there.</param>
    public static string Instead(string clause, string verb) => $"{clause} takes a whole number of rows. {verb} one, or leave {clause} out.";

    /// <summary>Refuses NULL, a text and a fraction as a number of rows. An expression is left to the engine.</summary>
    /// <exception cref="QueryFailedException">It is one of them.</exception>
    public static void Require(GrammarTokens tokens, int at)
    {
        if (Clause(tokens, at) is { } clause && LastOfOther(tokens, at) is { } last)
        {
            throw tokens.Refused(at, TrinoErrorCode.SyntaxError, $"mismatched input '{tokens.Text[tokens[at].Start..tokens[last].End]}'. {Instead(clause, "Write")}");
        }
    }

    /// <summary>Refuses an OFFSET behind a query in parentheses that has a limit: the engine's parser makes one query of both, and passes over the rows before it takes the limit.</summary>
    /// <exception cref="QueryFailedException">It is one.</exception>
    public static void RequireOwn(GrammarTokens tokens, int at)
    {
        if ((QueryThatEnds(tokens, at - 1) ?? QueryThatIsOrdered(tokens, at)) is not { } query)
        {
            return;
        }

        var (open, close) = query;
        while (tokens.Is(close - 1, ")") && tokens.Opening(close - 1) == open + 1)
        {
            (open, close) = (open + 1, close - 1);
        }

        if (Enumerable.Range(open + 1, close - open - 1).Any(each => tokens.Enclosing(each) == open && (tokens.Word(each, "LIMIT") || tokens.Word(each, "FETCH"))))
        {
            throw tokens.Refused(at, TrinoErrorCode.NotSupported, "OFFSET may not be behind a query in parentheses that has a limit. Write SELECT * FROM (…) OFFSET 10.");
        }
    }

    // A query in parentheses that is all of one, and no part of FROM or UNION.
    private static (int Open, int Close)? QueryThatEnds(GrammarTokens tokens, int close) =>
        tokens.Is(close, ")") && tokens.Opening(close) is { } open && (open == 0 || tokens.Is(open - 1, "(") || tokens.Is(open - 1, ")")) ? (open, close) : null;

    // (SELECT …) ORDER BY x OFFSET 1
    private static (int Open, int Close)? QueryThatIsOrdered(GrammarTokens tokens, int at)
    {
        var order = at - 1;
        while (order > 0 && !(tokens.Word(order, "ORDER") && tokens.Enclosing(order) == tokens.Enclosing(at)))
        {
            order--;
        }

        return QueryThatEnds(tokens, order - 1);
    }

    // The last token of a value that is no whole number. Of 2.5 the point and the digits behind it are tokens of their own.
    private static int? LastOfOther(GrammarTokens tokens, int at)
    {
        if (tokens.Word(at, "NULL") || tokens.IsText(at))
        {
            return at;
        }

        if (!IsNumber(tokens, at) && !tokens.Is(at, "."))
        {
            return null;
        }

        var point = tokens.Is(at, ".") ? at : at + 1;
        return tokens.Is(point, ".") ? IsNumber(tokens, point + 1) ? point + 1 : point
            : tokens[at].Value.Contains('e', StringComparison.OrdinalIgnoreCase) && !tokens[at].Value.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? at
            : null;
    }

    private static bool IsNumber(GrammarTokens tokens, int at) => at < tokens.Count && tokens[at].Kind == SqlTokenKind.Word && char.IsAsciiDigit(tokens[at].Value[0]);
}
