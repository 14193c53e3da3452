using System.Collections.Frozen;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Grammar;

/// <summary>Binary literals and lists that the engine reads and Trino does not.</summary>
internal sealed partial class GrammarText
{
    /// <summary>Words behind which a list has another item.</summary>
    private static readonly FrozenSet<string> BehindList = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "from", "where", "group", "having", "order", "limit", "offset", "union", "except", "intersect");

    // X'00': the engine takes an odd number of digits, and fails at others when the query runs.
    private void RequireHex(int at)
    {
        var digits = _tokens[at + 1].Value.Replace(" ", "", StringComparison.Ordinal);
        if (!digits.All(char.IsAsciiHexDigit) || digits.Length % 2 != 0)
        {
            throw Refused(at, TrinoErrorCode.SyntaxError, $"Binary literal {(digits.Length % 2 != 0 ? "must contain an even number of digits" : "can only contain hexadecimal digits")}: write X'00FF'.");
        }
    }

    // SELECT a, FROM t: the engine leaves the comma out.
    private void RequireItem(int at)
    {
        if (at + 1 < _tokens.Count && (Is(at + 1, ")") || Is(at + 1, "]") || (_tokens[at + 1].Kind == QueryTokenKind.Word && BehindList.Contains(_tokens[at + 1].Value) && !Is(at + 2, ".") && !Is(at + 2, ",") && !Is(at + 2, "("))))
        {
            throw Refused(at + 1, TrinoErrorCode.SyntaxError, $"mismatched input '{_tokens[at + 1].Value}'. Behind the comma another item is missing.");
        }
    }

    private QueryFailedException Refused(int at, TrinoErrorCode code, string message) => new(new QueryFailure(code, message, PositionOf(_original, _tokens[at].Start)));
}
