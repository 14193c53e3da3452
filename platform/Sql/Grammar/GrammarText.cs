using System.Text;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Grammar;

/// <summary>
/// Writes what Trino's users write and the engine's parser does not know in the words that it knows: <c>VALUES 1, 2</c>, <c>ARRAY(integer)</c>,
/// <c>WITHIN GROUP</c>, <c>IGNORE NULLS</c> behind the parentheses, <c>TABLESAMPLE BERNOULLI (10)</c>, <c>X'00'</c>, intervals with two units, <c>SELECT 1 value</c>,
/// parameters. It works on the tokens of the text. What comes out is parsed and understood as any other query. Pure.
/// </summary>
internal sealed class GrammarText
{
    private readonly GrammarTokens _tokens;

    private GrammarText(GrammarTokens tokens, int parameters) => (_tokens, Parameters, Sql) = (tokens, parameters, tokens.Written());

    /// <summary>The text for the engine's parser.</summary>
    public string Sql { get; }

    /// <summary>The number of its parameters, <c>$1</c> the first of them.</summary>
    public int Parameters { get; }

    public bool IsChanged => _tokens.IsChanged;

    /// <param name="sql">The text as it was written.</param>
    /// <exception cref="QueryFailedException">Its grammar is refused.</exception>
    public static GrammarText Read(string sql)
    {
        var tokens = new GrammarTokens(sql, SqlTokens.OfQuery(sql, out var place) ?? throw Open(sql, place));
        for (var at = 0; at < tokens.Count; at++)
        {
            GrammarRefusals.Refuse(tokens, at);
            if (tokens.Is(at, ","))
            {
                GrammarRefusals.RequireItem(tokens, at);
            }
            else if ((tokens.Is(at, "-") || tokens.Is(at, "+")) && EndsOperator(tokens, at - 1))
            {
                tokens.Insert(tokens[at].Start, " ");
            }

            if (tokens[at].Kind is not (SqlTokenKind.Symbol or SqlTokenKind.QuotedName or SqlTokenKind.Text) && !tokens.Is(at - 1, "."))
            {
                var word = tokens[at].Value.ToUpperInvariant();
                if (!(tokens.IsText(at + 1) && Literal(tokens, at, word)))
                {
                    Word(tokens, at, word);
                }
            }
        }

        return new GrammarText(tokens, ParameterGrammar.Number(tokens));
    }

    /// <summary>A failure's place in the text as it was written.</summary>
    public QueryFailure Placed(QueryFailure failure) => _tokens.Placed(failure, Sql);

    private static QueryFailedException Open(string sql, int place) => new(new QueryFailure(
        TrinoErrorCode.SyntaxError, $"mismatched input '{sql[place]}'. End each quote, and write a space in front of quotes and $.", SqlPosition.FromByteOffset(sql, (ulong)Encoding.UTF8.GetByteCount(sql.AsSpan(0, place)))));

    // a!=-1, a%-2, x->-x: the engine's parser reads one operator up to the sign.
    private static bool EndsOperator(GrammarTokens tokens, int at) =>
        (tokens.Is(at, "=") || tokens.Is(at, "%") || tokens.Is(at, "|") || tokens.Is(at, ">")) && tokens[at].End == tokens[at + 1].Start;

    // A word with a text behind it. Whether it is a literal.
    private static bool Literal(GrammarTokens tokens, int at, string type)
    {
        switch (type)
        {
            case "X" when tokens[at + 1].Start == tokens[at].End:
                LiteralGrammar.Hex(tokens, at);
                return true;
            case "JSON":
                JsonGrammar.JsonLiteral(tokens, at);
                return true;
            case "DECIMAL":
                LiteralGrammar.DecimalLiteral(tokens, at);
                return true;
            case "TINYINT" or "SMALLINT" or "INTEGER" or "INT" or "BIGINT" or "REAL" or "DOUBLE" or "BOOLEAN" or "UUID":
                LiteralGrammar.RequireValue(tokens, at);
                return true;
            case "DATE" or "TIMESTAMP" or "TIME":
                TimeGrammar.RequireDay(tokens, at);
                return true;
            default:
                return false;
        }
    }

    private static void Word(GrammarTokens tokens, int at, string word)
    {
        switch (word)
        {
            case "SELECT":
                SelectGrammar.Columns(tokens, at);
                break;
            case "GROUP" when tokens.Word(at + 1, "BY"):
                SelectGrammar.Groups(tokens, at + 1);
                break;
            case "VALUES":
                RowGrammar.Values(tokens, at);
                break;
            case "TABLESAMPLE" when (tokens.Word(at + 1, "BERNOULLI") || tokens.Word(at + 1, "SYSTEM")) && tokens.Is(at + 2, "(") && tokens.Closing(at + 2) is { } sample && !tokens.Is(sample - 1, "%") && !tokens.Word(sample - 1, "PERCENT"):
                tokens.Insert(tokens[sample].Start, " PERCENT");
                break;
            case "WITHIN" when tokens.Word(at + 1, "GROUP") && tokens.Is(at + 2, "(") && tokens.Word(at + 3, "ORDER") && tokens.Is(at - 1, ")"):
                RowGrammar.WithinGroup(tokens, at);
                break;
            case "IGNORE" or "RESPECT" when tokens.Word(at + 1, "NULLS") && tokens.Is(at - 1, ")") && tokens.Word(at + 2, "OVER"):
                tokens.Insert(tokens[at - 1].Start, word == "IGNORE" ? " IGNORE NULLS" : "");
                tokens.Replace(at, at + 1, "");
                break;
            case "ARRAY" when tokens.Is(at + 1, "(") && tokens.Closing(at + 1) is { } type && RowGrammar.IsType(tokens, at) && !RowGrammar.IsQuery(tokens, at + 2):
                tokens.Replace(at, at + 1, "");
                tokens.Edit(tokens[type].Start, tokens[type].End, "[]");
                break;
            case "U" when tokens.Is(at + 1, "&") && tokens.IsText(at + 2) && tokens[at + 2].Start == tokens[at].End + 1:
                LiteralGrammar.Unicode(tokens, at);
                break;
            case "CAST" or "TRY_CAST" when tokens.Is(at + 1, "("):
                TypeGrammar.CastType(tokens, at);
                break;
            case "JSON_VALUE" or "JSON_QUERY" or "JSON_EXISTS" or "JSON_OBJECT" or "JSON_ARRAY" when tokens.Is(at + 1, "("):
                JsonGrammar.JsonFunction(tokens, at, word);
                break;
            case "IF" when tokens.Is(at + 1, "(") && tokens.Closing(at + 1) is { } end && tokens.Commas(at + 1, end).Count == 1:
                tokens.Insert(tokens[end].Start, ", NULL");
                break;
            case "OFFSET":
                LimitGrammar.RequireOwn(tokens, at);
                LimitGrammar.Require(tokens, at + 1);
                break;
            case "LIMIT" or "FIRST" or "NEXT":
                LimitGrammar.Require(tokens, at + 1);
                break;
            case "INTERVAL":
                IntervalGrammar.Interval(tokens, at);
                break;
            case ['0', 'X' or 'B' or 'O', ..]:
                LiteralGrammar.Number(tokens, at, word);
                break;
            case [>= '0' and <= '9', ..]:
                LiteralGrammar.Digits(tokens, at);
                break;
            case "CURRENT_TIMESTAMP" or "LOCALTIMESTAMP" or "CURRENT_TIME" or "LOCALTIME" when tokens.Is(at + 1, "(") && tokens.Closing(at + 1) is { } precision:
                tokens.Replace(at + 1, precision, "");
                break;
            case "TIMESTAMP" or "TIME" when tokens.Is(at + 1, "(") && tokens.Is(at + 3, ")") && !tokens.IsEdited(tokens[at].Start):
                TimeGrammar.Precision(tokens, at);
                break;
        }
    }
}
