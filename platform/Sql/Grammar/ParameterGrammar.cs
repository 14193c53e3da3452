using System.Globalization;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Grammar;

/// <summary>
/// Parameters with numbers, in the order of the text. The engine (1.5.6) numbers <c>?</c> in the order in which it reads clauses, which is another
/// one in places: the values would be mistaken for each other.
/// </summary>
internal static class ParameterGrammar
{
    /// <summary>Writes <c>$1</c> for the first <c>?</c>, behind all other edits: their refusals come first.</summary>
    /// <returns>The number of parameters.</returns>
    /// <exception cref="QueryFailedException">Parameters are written in another form.</exception>
    public static int Number(GrammarTokens tokens)
    {
        var places = Places(tokens);
        for (var number = 1; number <= places.Count; number++)
        {
            tokens.Replace(places[number - 1], places[number - 1], string.Create(CultureInfo.InvariantCulture, $"${number}"));
        }

        return places.Count;
    }

    /// <summary>Finds the parameters, in the order of the text.</summary>
    /// <exception cref="QueryFailedException">Parameters are written in another form.</exception>
    public static IReadOnlyList<int> Places(GrammarTokens tokens)
    {
        var (places, editedUntil) = (new List<int>(), 0);
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

            places.Add(at);
        }

        return places;
    }
}
