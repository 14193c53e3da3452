using System.Globalization;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Prepared;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Grammar;

/// <summary>
/// Parameters with numbers, in the order of the text. The engine (1.5.6) numbers <c>?</c> in the order in which it reads clauses, which is another
/// one in places: the values would be mistaken for each other.
/// </summary>
internal static class ParameterGrammar
{
    /// <summary>Writes <c>$1</c> for the first <c>?</c>, behind all other edits: their refusals come first.</summary>
    /// <returns>The number of values that are bound: more than <c>?</c> where one is a row, a map or an array.</returns>
    /// <exception cref="QueryFailedException">Parameters are written in another form, or there are more or fewer than values.</exception>
    public static int Number(GrammarTokens tokens, IReadOnlyList<ParameterValue>? values)
    {
        var (written, bound, editedUntil) = (0, 0, 0);
        for (var at = 0; at < tokens.Count; at++)
        {
            // What another edit removes is no parameter.
            editedUntil = Math.Max(editedUntil, tokens.EndOfEdit(tokens[at].Start));
            var isFollowed = at + 1 < tokens.Count && tokens[at + 1].Start == tokens[at].End && tokens[at + 1].Kind == SqlTokenKind.Word;
            if (tokens[at].Start < editedUntil || !(tokens.Is(at, "?") || (isFollowed && tokens.Is(at, "$"))))
            {
                continue;
            }

            if (isFollowed)
            {
                throw tokens.Refused(at, TrinoErrorCode.NotSupported, "Parameters are written as ?, without a name or number: their values are sent in the order of the text.");
            }

            tokens.Replace(at, at, Text(values is not null && written < values.Count ? values[written] : ParameterValue.Null, ref bound));
            written++;
        }

        ParameterTree.RequireCount(written, values);
        return bound;
    }

    // A row or a map is made of its parts in the text; each of these is a value that is bound.
    private static string Text(ParameterValue value, ref int bound)
    {
        if (!value.HasParts)
        {
            return string.Create(CultureInfo.InvariantCulture, $"${++bound}");
        }

        List<string> items = [];
        foreach (var item in value.Items!)
        {
            items.Add(Text(item, ref bound));
        }

        var (open, close) = value.Type switch { ParameterType.Row => ("row(", ')'), ParameterType.Map => ("map(", ')'), _ => ("[", ']') };
        return $"{open}{string.Join(", ", items)}{close}";
    }
}
