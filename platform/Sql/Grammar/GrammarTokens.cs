using System.Globalization;
using System.Text;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Grammar;

/// <summary>The tokens of a text with their brackets, and the edits that are written into it.</summary>
internal sealed class GrammarTokens
{
    private readonly IReadOnlyList<SqlToken> _tokens;
    private readonly int[] _partners;
    private readonly int[] _enclosing;
    private readonly SortedDictionary<int, (int End, string Text)> _edits = [];
    private int? _firstQuery;

    public GrammarTokens(string text, IReadOnlyList<SqlToken> tokens)
    {
        (Text, _tokens) = (text, tokens);
        (_partners, _enclosing) = Brackets();
    }

    /// <summary>The text as it was written.</summary>
    public string Text { get; }

    public int Count => _tokens.Count;

    public SqlToken this[int at] => _tokens[at];

    /// <summary>Reads the tokens from one on.</summary>
    public TokenCursor Cursor(int at) => new(_tokens) { Position = at };

    /// <summary>Whether something else is written than the text has.</summary>
    public bool IsChanged => _edits.Count > 0;

    /// <summary>Whether something is written at a place of the text.</summary>
    public bool IsEdited(int place) => _edits.ContainsKey(place);

    /// <summary>The end of what is replaced from a place of the text on; the place itself where nothing is.</summary>
    public int EndOfEdit(int place) => _edits.TryGetValue(place, out var edit) ? edit.End : place;

    /// <summary>Whether a token is a text in quotes.</summary>
    public bool IsText(int at) => at >= 0 && at < Count && this[at].Kind == SqlTokenKind.Text;

    /// <summary>The first token of a query of the statement itself, not of a subquery; their number where there is none.</summary>
    public int FirstQuery => _firstQuery ??= Enumerable.Range(0, Count).FirstOrDefault(at => Enclosing(at) < 0 && (Word(at, "SELECT") || Word(at, "VALUES") || Word(at, "TABLE")), Count);

    /// <summary>The text with its edits.</summary>
    public string Written()
    {
        if (!IsChanged)
        {
            return Text;
        }

        var text = new StringBuilder(Text.Length + 64);
        var copied = 0;
        foreach (var (start, (end, inserted)) in _edits)
        {
            if (start >= copied)
            {
                text.Append(Text.AsSpan(copied, start - copied)).Append(inserted);
                copied = end;
            }
        }

        return text.Append(Text.AsSpan(copied)).ToString();
    }

    /// <summary>A failure's place in the text as it was written.</summary>
    /// <param name="failure">The failure, with its place in the written text.</param>
    /// <param name="written">That text.</param>
    public QueryFailure Placed(QueryFailure failure, string written)
    {
        if (!IsChanged || failure.Position is not { } position)
        {
            return failure;
        }

        var at = Index(written, position);
        foreach (var (start, (end, text)) in _edits)
        {
            if (start >= at)
            {
                break;
            }

            at = Math.Max(start, at - (text.Length - (end - start)));
        }

        return failure with { Position = PositionOf(Text, Math.Min(at, Text.Length)) };
    }

    public List<int> Commas(int open, int close)
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

    public int? Closing(int open) => _partners[open] is var closing && closing > open ? closing : null;

    public int? Opening(int close) => _partners[close] is >= 0 and var open && open < close ? open : null;

    // Each bracket's other one, and the open one around each token; -1 where there is none.
    private (int[] Partners, int[] Enclosing) Brackets()
    {
        var (partners, enclosing) = (new int[Count], new int[Count]);
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

    public bool Is(int at, string symbol) => at >= 0 && at < Count && this[at].Kind == SqlTokenKind.Symbol && this[at].Value == symbol;

    public bool Word(int at, string word) => at >= 0 && at < Count && this[at].Is(word);

    public void Insert(int place, string text) => Edit(place, place, text);

    public void Replace(int first, int last, string text) => Edit(this[first].Start, this[last].End, text);

    public void Edit(int start, int end, string text) =>
        _edits[start] = _edits.TryGetValue(start, out var known) ? (Math.Max(end, known.End), end > start ? known.Text + text : start == known.End ? known.Text + text : text + known.Text) : (end, text);

    public QueryFailedException Refused(int at, TrinoErrorCode code, string message) => new(new QueryFailure(code, message, PositionOf(Text, this[at].Start)));

    public QueryFailedException Invalid(int at, string type, string example) =>
        new(new QueryFailure(TrinoErrorCode.InvalidLiteral, $"'{this[at + 1].Value}' is not a valid {type} literal: write {example}.", PositionOf(Text, this[at].Start)));

    // Symbols without a space between them.
    public bool Joined(int at, string symbols)
    {
        for (var each = 0; each < symbols.Length; each++)
        {
            if (!Is(at + each, symbols[each].ToString()) || (each > 0 && this[at + each].Start != this[at + each - 1].End))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The place of the bracket around a token; -1 where there is none.</summary>
    public int Enclosing(int at) => _enclosing[at];

    public QueryFailedException Instead(int at, string input, string instead) =>
        Refused(at, TrinoErrorCode.SyntaxError, string.Create(CultureInfo.InvariantCulture, $"mismatched input '{input}'. Write {instead}."));

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
