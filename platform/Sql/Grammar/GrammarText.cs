using System.Collections.Frozen;
using System.Text;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Grammar;

/// <summary>
/// Writes what Trino's users write and the engine's parser does not know in the words that it knows: <c>VALUES 1, 2</c>, <c>ARRAY(integer)</c>,
/// <c>WITHIN GROUP</c>, <c>IGNORE NULLS</c> behind the parentheses, <c>TABLESAMPLE BERNOULLI (10)</c>, <c>X'00'</c>, intervals with two units. It
/// works on the tokens of the text; where these are not certain the text stays as it is. What comes out is parsed and understood as any
/// other query. Pure.
/// </summary>
internal sealed partial class GrammarText
{
    /// <summary>Words behind the rows of VALUES.</summary>
    private static readonly FrozenSet<string> BehindValues = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "order", "limit", "offset", "fetch", "union", "except", "intersect", "values");

    /// <summary>Words with which a query begins.</summary>
    private static readonly FrozenSet<string> BeginsQuery = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "select", "with", "values");

    private readonly string _original;
    private readonly IReadOnlyList<QueryToken> _tokens;
    private readonly int[] _partners;
    private readonly int[] _enclosing;
    private int _moved;
    private readonly SortedDictionary<int, (int End, string Text)> _edits = [];

    private GrammarText(string sql, IReadOnlyList<QueryToken> tokens)
    {
        (_original, _tokens, Sql) = (sql, tokens, sql);
        (_partners, _enclosing) = Brackets();
    }

    /// <summary>The text for the engine's parser.</summary>
    public string Sql { get; private set; }

    public bool IsChanged => _edits.Count > 0;

    public static GrammarText Read(string sql)
    {
        if (QueryTokens.Read(sql) is not { } tokens)
        {
            RequireTokens(sql);
            return new GrammarText(sql, []);
        }

        var text = new GrammarText(sql, tokens);
        for (var at = 0; at < tokens.Count; at++)
        {
            text.Token(at);
        }

        text.Sql = text.Written();
        return text;
    }

    /// <summary>A failure's place in the text as it was written.</summary>
    public QueryFailure Placed(QueryFailure failure)
    {
        if (!IsChanged || failure.Position is not { } position)
        {
            return failure;
        }

        var at = Index(Sql, position);
        foreach (var (start, (end, text)) in _edits)
        {
            if (start >= at)
            {
                break;
            }

            at = Math.Max(start, at - (text.Length - (end - start)));
        }

        return failure with { Position = PositionOf(_original, Math.Min(at, _original.Length)) };
    }

    private void Token(int at)
    {
        var token = _tokens[at];
        Refuse(at);
        if (Is(at, ","))
        {
            RequireItem(at);
        }

        if (token.Kind == QueryTokenKind.Symbol || token.Kind == QueryTokenKind.QuotedName || token.Kind == QueryTokenKind.Text || Is(at - 1, "."))
        {
            return;
        }

        switch (token.Value.ToUpperInvariant())
        {
            case "VALUES":
                Values(at);
                break;
            case "TABLESAMPLE" when (Word(at + 1, "BERNOULLI") || Word(at + 1, "SYSTEM")) && Is(at + 2, "(") && Closing(at + 2) is { } sample && !Is(sample - 1, "%") && !Word(sample - 1, "PERCENT"):
                Insert(_tokens[sample].Start, " PERCENT");
                break;
            case "WITHIN" when Word(at + 1, "GROUP") && Is(at + 2, "(") && Word(at + 3, "ORDER") && Is(at - 1, ")"):
                WithinGroup(at);
                break;
            case "IGNORE" or "RESPECT" when Word(at + 1, "NULLS") && Is(at - 1, ")") && Word(at + 2, "OVER"):
                Insert(_tokens[at - 1].Start, token.Is("IGNORE") ? " IGNORE NULLS" : "");
                Replace(at, at + 1, "");
                break;
            case "ARRAY" when Is(at + 1, "(") && Closing(at + 1) is { } type && IsType(at) && !IsQuery(at + 2):
                Replace(at, at + 1, "");
                Edit(_tokens[type].Start, _tokens[type].End, "[]");
                break;
            case "X" when at + 1 < _tokens.Count && _tokens[at + 1].Kind == QueryTokenKind.Text && _tokens[at + 1].Start == token.End:
                RequireHex(at);
                Replace(at, at + 1, $"from_hex('{_tokens[at + 1].Value.Replace(" ", "", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}')");
                break;
            case "U" when Is(at + 1, "&") && at + 2 < _tokens.Count && _tokens[at + 2].Kind == QueryTokenKind.Text && _tokens[at + 2].Start == token.End + 1:
                Unicode(at);
                break;
            case "JSON" when at + 1 < _tokens.Count && _tokens[at + 1].Kind == QueryTokenKind.Text:
                JsonLiteral(at);
                break;
            case "DECIMAL" when at + 1 < _tokens.Count && _tokens[at + 1].Kind == QueryTokenKind.Text:
                DecimalLiteral(at);
                break;
            case "TINYINT" or "SMALLINT" or "INTEGER" or "INT" or "BIGINT" or "REAL" or "DOUBLE" or "BOOLEAN" or "UUID" when at + 1 < _tokens.Count && _tokens[at + 1].Kind == QueryTokenKind.Text:
                RequireValue(at);
                break;
            case "CAST" or "TRY_CAST" when Is(at + 1, "("):
                CastType(at);
                break;
            case "JSON_VALUE" or "JSON_QUERY" or "JSON_EXISTS" or "JSON_OBJECT" or "JSON_ARRAY" when Is(at + 1, "("):
                JsonFunction(at, token.Value.ToUpperInvariant());
                break;
            case "IF" when Is(at + 1, "(") && Closing(at + 1) is { } end && Commas(at + 1, end).Count == 1:
                Insert(_tokens[end].Start, ", NULL");
                break;
            case "INTERVAL":
                Interval(at);
                break;
            case ['0', 'X' or 'B' or 'O', ..] number:
                Number(at, number);
                break;
            case [>= '0' and <= '9', ..]:
                RequireDigits(at);
                break;
            case "CURRENT_TIMESTAMP" or "LOCALTIMESTAMP" or "CURRENT_TIME" or "LOCALTIME" when Is(at + 1, "(") && Closing(at + 1) is { } precision:
                Replace(at + 1, precision, "");
                break;
            case "DATE" or "TIMESTAMP" or "TIME" when at + 1 < _tokens.Count && _tokens[at + 1].Kind == QueryTokenKind.Text:
                RequireDay(at);
                break;
            case "TIMESTAMP" or "TIME" when Is(at + 1, "(") && Is(at + 3, ")") && !_edits.ContainsKey(token.Start):
                Precision(at);
                break;
        }
    }

    // VALUES 1, 2 is VALUES (1), (2); ( a, b ) is a row already.
    private void Values(int at)
    {
        var row = at + 1;
        while (row < _tokens.Count)
        {
            var (end, isList) = RowEnd(row);
            if (end == row)
            {
                return;
            }

            if (Word(row, "ROW") && Is(row + 1, "(") && Closing(row + 1) == end - 1)
            {
                // ROW(1, 2) is a row of two columns, and to the engine's parser a value of one.
                Replace(row, row, "");
            }
            else if (!(Is(row, "(") && Closing(row) == end - 1))
            {
                Insert(_tokens[row].Start, "(");
                Insert(_tokens[end - 1].End, ")");
            }

            if (!isList)
            {
                return;
            }

            row = end + 1;
        }
    }

    private (int End, bool IsList) RowEnd(int start)
    {
        for (var at = start; at < _tokens.Count; at++)
        {
            if (Is(at, "(") || Is(at, "["))
            {
                if (Closing(at) is not { } closing)
                {
                    return (start, false);
                }

                at = closing;
            }
            else if (Is(at, ","))
            {
                return (at, true);
            }
            else if (Is(at, ")") || Is(at, ";") || EndsValues(at))
            {
                return (at, false);
            }
        }

        return (_tokens.Count, false);
    }

    private bool EndsValues(int at) => _tokens[at].Kind == QueryTokenKind.Word && BehindValues.Contains(_tokens[at].Value) && !Is(at - 1, ".");

    // f(x, y) WITHIN GROUP (ORDER BY z) is f(x, y ORDER BY z) of the engine.
    private void WithinGroup(int at)
    {
        if (Closing(at + 2) is not { } end || Opening(at - 1) is not { } open || open == 0 || !_tokens[open - 1].Is("LISTAGG"))
        {
            return;
        }

        // Within each other they would be moved as often as they are deep.
        _moved += _tokens[end].Start - _tokens[at + 3].Start;
        if (_moved > 2 * _original.Length)
        {
            return;
        }

        var order = _original[_tokens[at + 3].Start.._tokens[end].Start];
        var tail = at - 1;
        for (var overflow = open + 1; overflow < at - 1; overflow++)
        {
            if (Is(overflow, "(") || Is(overflow, "["))
            {
                overflow = Closing(overflow) ?? tail;
            }
            else if (Word(overflow, "ON") && Word(overflow + 1, "OVERFLOW"))
            {
                // A list has no limit of its own here.
                Edit(_tokens[overflow].Start, _tokens[tail].Start, "");
                break;
            }
        }

        Insert(_tokens[tail].Start, $"{(Commas(open, tail).Count == 0 ? ", ''" : "")} {order}");
        Edit(_tokens[at].Start, _tokens[end].End, "");
    }

    // A type is behind AS of a CAST, in another type, and behind a name in ROW(a array(integer)).
    private bool IsType(int at) => Word(at - 1, "AS") || Is(at - 1, "(") || Is(at - 1, ",") || (at > 0 && _tokens[at - 1].IsName && !Word(at - 1, "SELECT"));

    // ARRAY(SELECT …): no type begins with a parenthesis.
    private bool IsQuery(int at) => Is(at, "(") || (_tokens[at].Kind == QueryTokenKind.Word && BeginsQuery.Contains(_tokens[at].Value));

    private List<int> Commas(int open, int close)
    {
        List<int> commas = [];
        for (var at = open + 1; at < close; at++)
        {
            if ((Is(at, "(") || Is(at, "[")) && Closing(at) is { } closing)
            {
                at = closing;
            }
            else if (Is(at, ","))
            {
                commas.Add(at);
            }
        }

        return commas;
    }

    private int? Closing(int open) => _partners[open] is var closing && closing > open ? closing : null;

    private int? Opening(int close) => _partners[close] is >= 0 and var open && open < close ? open : null;

    // Each bracket's other one, and the open one around each token; -1 where there is none.
    private (int[] Partners, int[] Enclosing) Brackets()
    {
        var (partners, enclosing) = (new int[_tokens.Count], new int[_tokens.Count]);
        Array.Fill(partners, -1);
        var open = new Stack<int>();
        for (var at = 0; at < partners.Length; at++)
        {
            if ((Is(at, ")") || Is(at, "]")) && open.TryPop(out var partner))
            {
                (partners[at], partners[partner]) = (partner, at);
            }

            enclosing[at] = open.TryPeek(out var around) ? around : -1;
            if (Is(at, "(") || Is(at, "["))
            {
                open.Push(at);
            }
        }

        return (partners, enclosing);
    }

    private bool Is(int at, string symbol) => at >= 0 && at < _tokens.Count && _tokens[at].Kind == QueryTokenKind.Symbol && _tokens[at].Value == symbol;

    private bool Word(int at, string word) => at >= 0 && at < _tokens.Count && _tokens[at].Is(word);

    private void Insert(int place, string text) => Edit(place, place, text);

    private void Replace(int first, int last, string text) => Edit(_tokens[first].Start, _tokens[last].End, text);

    private void Edit(int start, int end, string text) =>
        _edits[start] = _edits.TryGetValue(start, out var known) ? (Math.Max(end, known.End), end > start ? known.Text + text : start == known.End ? known.Text + text : text + known.Text) : (end, text);

    private string Written()
    {
        if (!IsChanged)
        {
            return _original;
        }

        var text = new StringBuilder(_original.Length + 64);
        var copied = 0;
        foreach (var (start, (end, inserted)) in _edits)
        {
            if (start >= copied)
            {
                text.Append(_original.AsSpan(copied, start - copied)).Append(inserted);
                copied = end;
            }
        }

        return text.Append(_original.AsSpan(copied)).ToString();
    }

    private static int Index(string text, SqlPosition position)
    {
        var start = 0;
        for (var line = 1; line < position.Line; line++)
        {
            start = text.IndexOf('\n', start) + 1;
        }

        return start + position.Column - 1;
    }

    private static SqlPosition PositionOf(string text, int index)
    {
        var before = text.AsSpan(0, index);
        return new SqlPosition(before.Count('\n') + 1, index - (before.LastIndexOf('\n') + 1) + 1);
    }
}
