using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Analysis;

/// <summary>
/// Takes what Trino's clients write of older states, <c>FOR VERSION AS OF 123</c>, out of a query, for the engine's parser does not
/// know it. Spaces take its place, byte for byte, so that places in the text stay where they are. Nothing that the engine's parser
/// accepts has these four words in a row, so no other query is changed. Pure.
/// </summary>
internal sealed class TimeTravelClauses
{
    /// <summary>The message about a clause that is behind something else.</summary>
    public const string BehindName = "FOR VERSION AS OF and FOR TIMESTAMP AS OF stand right behind the name of a product in FROM.";

    private const string VersionIsConstant = "VERSION takes a constant: a snapshot's id, or the name of a branch or tag as text. $snapshots and $refs of a product list them.";
    private const string TimestampIsConstant = "TIMESTAMP takes a constant: TIMESTAMP '2026-01-31 12:00:00', with a zone behind it where the session's is not meant, or DATE '2026-01-31'.";

    /// <summary>No states.</summary>
    public static IReadOnlyDictionary<ulong, RequestedState> None { get; } = FrozenDictionary<ulong, RequestedState>.Empty;

    private readonly Dictionary<ulong, RequestedState> _requested = [];

    private TimeTravelClauses(string sql) => Sql = sql;

    /// <summary>The text for the engine's parser.</summary>
    public string Sql { get; private set; }

    /// <summary>The states, by where their table's name begins, in bytes of UTF-8.</summary>
    public IReadOnlyDictionary<ulong, RequestedState> Requested => _requested;

    /// <summary>The reason why the text is refused; null when it is not.</summary>
    public QueryFailure? Refusal { get; private set; }

    public static TimeTravelClauses Read(string sql)
    {
        var states = new TimeTravelClauses(sql);
        if (sql.Contains("FOR", StringComparison.OrdinalIgnoreCase) && sql.Contains("OF", StringComparison.OrdinalIgnoreCase) && SqlTokens.OfQuery(sql) is { } tokens)
        {
            states.TakeOut(sql, tokens);
        }

        return states;
    }

    private void TakeOut(string sql, IReadOnlyList<SqlToken> tokens)
    {
        StringBuilder? text = null;
        var copied = 0;
        for (var i = 1; i + 3 < tokens.Count && Refusal is null; i++)
        {
            if (!tokens[i].Is("FOR") || !(tokens[i + 1].Is("VERSION") || tokens[i + 1].Is("TIMESTAMP")) || !tokens[i + 2].Is("AS") || !tokens[i + 3].Is("OF"))
            {
                continue;
            }

            var name = NameBefore(tokens, i);
            var (state, last) = Value(tokens, i + 4, tokens[i + 1].Is("VERSION"));
            var at = (ulong)Encoding.UTF8.GetByteCount(sql.AsSpan(0, tokens[name ?? i].Start));
            if (state is null || name is null || !_requested.TryAdd(at, state))
            {
                Refusal = new QueryFailure(
                    state is null ? TrinoErrorCode.ExpressionNotConstant : TrinoErrorCode.SyntaxError,
                    state is not null ? BehindName : tokens[i + 1].Is("VERSION") ? VersionIsConstant : TimestampIsConstant,
                    SqlPosition.FromByteOffset(sql, (ulong)Encoding.UTF8.GetByteCount(sql.AsSpan(0, tokens[i].Start))));
                return;
            }

            text ??= new StringBuilder(sql.Length);
            text.Append(sql.AsSpan(copied, tokens[i].Start - copied)).Append(' ', Encoding.UTF8.GetByteCount(sql.AsSpan(tokens[i].Start, tokens[last].End - tokens[i].Start)));
            copied = tokens[last].End;
            i = last;
        }

        Sql = text?.Append(sql.AsSpan(copied)).ToString() ?? sql;
    }

    /// <summary>The first token of the name, of up to three parts, that ends before a token; null where none does.</summary>
    private static int? NameBefore(IReadOnlyList<SqlToken> tokens, int end)
    {
        var first = end - 1;
        if (!tokens[first].IsName)
        {
            return null;
        }

        while (first >= 2 && tokens[first - 1].Is('.') && tokens[first - 2].IsName)
        {
            first -= 2;
        }

        return first;
    }

    private static (RequestedState? State, int Last) Value(IReadOnlyList<SqlToken> tokens, int at, bool isVersion)
    {
        if (at >= tokens.Count)
        {
            return default;
        }

        if (isVersion)
        {
            return tokens[at] switch
            {
                { Kind: SqlTokenKind.Text } name => (new RequestedState.OfName(name.Value), at),
                { Kind: SqlTokenKind.Word } word when long.TryParse(word.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && IsWhole(tokens, at) => (new RequestedState.OfSnapshot(id), at),
                _ => default,
            };
        }

        return (tokens[at].Is("TIMESTAMP") || tokens[at].Is("DATE")) && at + 1 < tokens.Count && tokens[at + 1].Kind == SqlTokenKind.Text
            ? (new RequestedState.OfTime(tokens[at + 1].Value, tokens[at].Is("DATE")), at + 1)
            : default;
    }

    // Of 1.5 and 1 + 1 it would be the first part only.
    private static bool IsWhole(IReadOnlyList<SqlToken> tokens, int at) =>
        at + 1 >= tokens.Count || tokens[at + 1].Kind != SqlTokenKind.Symbol || tokens[at + 1].Value is ")" or "," or ";";
}
