using System.Text;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Conditions;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Lake.Pipelines;

/// <summary>The parameters <c>$window_start</c> and <c>$window_end</c> of a pipeline's SELECT.</summary>
public static class WindowParameters
{
    /// <summary>The parameter of the first value in the window.</summary>
    public const string Start = "window_start";

    /// <summary>The parameter of the first value after the window.</summary>
    public const string End = "window_end";

    /// <summary>Writes the bounds of a window in the place of its parameters; lines stay where they are.</summary>
    /// <param name="sql">The SELECT.</param>
    /// <param name="from">The first value in the window: a <see cref="DateOnly"/>, a <see cref="DateTimeOffset"/>, or a <see cref="DateTime"/> of a local clock.</param>
    /// <param name="to">The first value after it, of the same type.</param>
    /// <exception cref="ArgumentException">A bound has another type.</exception>
    /// <exception cref="FormatException">The text cannot be split into tokens.</exception>
    public static string Set(string sql, object from, object to)
    {
        ArgumentNullException.ThrowIfNull(sql);
        var (start, end) = (TimeBounds.Literal(from), TimeBounds.Literal(to));
        var text = new StringBuilder(sql.Length + start.Length + end.Length);
        var at = 0;
        foreach (var (name, first, last) in Of(sql) ?? throw new FormatException("The text has characters outside of quotes that the engine may read as others."))
        {
            text.Append(sql, at, first - at).Append(name switch
            {
                Start => start,
                End => end,
                _ => sql[first..last],
            });
            at = last;
        }

        return text.Append(sql, at, sql.Length - at).ToString();
    }

    /// <summary>Returns the parameters of a text in their order, in lower case and with their places; <c>?</c> is one without a name. Null where the text cannot be split into tokens.</summary>
    internal static IReadOnlyList<(string Name, int Start, int End)>? Of(string sql)
    {
        if (SqlTokens.OfQuery(sql) is not { } tokens || tokens.Any(token => token.IsForeign))
        {
            return null;
        }

        List<(string Name, int Start, int End)> parameters = [];
        foreach (var (index, token) in tokens.Index())
        {
            if (token is { Kind: SqlTokenKind.Symbol, Value: "?" })
            {
                parameters.Add(("", token.Start, token.End));
            }
            else if (token is { Kind: SqlTokenKind.Symbol, Value: "$" } && tokens.ElementAtOrDefault(index + 1) is { Kind: SqlTokenKind.Word } name && name.Start == token.End)
            {
                parameters.Add((AsciiNames.Lower(name.Value), token.Start, name.End));
            }
        }

        return parameters;
    }

    /// <summary>A value of a type of column that divides rows into windows.</summary>
    internal static object Example(ColumnType column) => ((PrimitiveType)column).Kind switch
    {
        PrimitiveKind.Date => DateOnly.MinValue,
        PrimitiveKind.Timestamp => DateTimeOffset.MinValue,
        _ => DateTime.MinValue,
    };
}
