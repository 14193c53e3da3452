using System.Globalization;
using System.Text;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Prepared;

/// <summary>
/// A query whose parameters have numbers, in the order of its text. The engine (1.5.6) numbers <c>?</c> in the order in which it reads
/// clauses, which is another one in places: the values would be mistaken for each other. Pure.
/// </summary>
internal sealed class ParameterText
{
    private readonly List<(int At, int Added)> _added = [];
    private readonly string _original;

    private ParameterText(string sql) => (_original, Sql) = (sql, sql);

    /// <summary>The failure of a query with parameters whose places are not certain.</summary>
    public static QueryFailure Unnumbered { get; } = new(TrinoErrorCode.NotSupported, "Parameters are written as ?.");

    /// <summary>The text for the engine: <c>$1</c> for the first <c>?</c>.</summary>
    public string Sql { get; private set; }

    /// <summary>The number of parameters.</summary>
    public int Count { get; private set; }

    /// <summary>Their values, of rows and maps those of their parts; null where they are not known yet.</summary>
    public IReadOnlyList<ParameterValue>? Values { get; private init; }

    /// <param name="sql">The query.</param>
    /// <param name="values">A value for each <c>?</c>; null where they are not known yet.</param>
    /// <exception cref="QueryFailedException">Parameters are written in another form, or there are more or fewer than values.</exception>
    public static ParameterText Read(string sql, IReadOnlyList<ParameterValue>? values = null)
    {
        var text = new ParameterText(sql) { Values = values is null ? null : [.. values.SelectMany(value => value.Parts)] };
        var places = 0;
        if (sql.AsSpan().ContainsAny('?', '$'))
        {
            places = text.Number(SqlTokens.OfQuery(sql) ?? throw new QueryFailedException(Unnumbered), values);
        }

        ParameterTree.RequireCount(places, values);
        return text;
    }

    /// <summary>A failure's place in the text as it was written.</summary>
    public QueryFailure Placed(QueryFailure failure)
    {
        if (Count == 0 || failure.Position is not { } position)
        {
            return failure;
        }

        var lines = 0;
        var start = 0;
        for (var line = 1; line < position.Line && lines >= 0; line++)
        {
            start = Sql.IndexOf('\n', start) + 1;
            lines = start == 0 ? -1 : lines + 1;
        }

        var at = start + position.Column - 1;
        return failure with { Position = position with { Column = position.Column - _added.Where(added => added.At >= start && added.At < at).Sum(added => added.Added) } };
    }

    private int Number(IReadOnlyList<SqlToken> tokens, IReadOnlyList<ParameterValue>? values)
    {
        var text = new StringBuilder(_original.Length + 16);
        var (copied, places) = (0, 0);
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            var isFollowed = i + 1 < tokens.Count && tokens[i + 1].Start == token.End && tokens[i + 1].Kind == SqlTokenKind.Word;
            if (token.Kind != SqlTokenKind.Symbol || !(token.Value == "?" || (token.Value == "$" && isFollowed)))
            {
                continue;
            }

            if (isFollowed)
            {
                throw new QueryFailedException(new QueryFailure(TrinoErrorCode.NotSupported, "Parameters are written as ?, without a name or number: their values are sent in the order of the text.",
                    SqlPosition.FromByteOffset(_original, (ulong)Encoding.UTF8.GetByteCount(_original.AsSpan(0, token.Start)))));
            }

            text.Append(_original.AsSpan(copied, token.Start - copied));
            var start = text.Length;
            Append(text, values is not null && places < values.Count ? values[places] : ParameterValue.Null);
            places++;
            _added.Add((start, text.Length - start - 1));
            copied = token.End;
        }

        if (Count > 0)
        {
            Sql = text.Append(_original.AsSpan(copied)).ToString();
        }

        return places;
    }

    // A row or a map is made of its parts in the text; each of these is a value that is bound.
    private void Append(StringBuilder text, ParameterValue value)
    {
        if (!value.HasParts)
        {
            text.Append(CultureInfo.InvariantCulture, $"${++Count}");
            return;
        }

        var (open, close) = value.Type switch { ParameterType.Row => ("row(", ')'), ParameterType.Map => ("map(", ')'), _ => ("[", ']') };
        text.Append(open);
        for (var i = 0; i < value.Items!.Count; i++)
        {
            text.Append(i > 0 ? ", " : "");
            Append(text, value.Items[i]);
        }

        text.Append(close);
    }
}
