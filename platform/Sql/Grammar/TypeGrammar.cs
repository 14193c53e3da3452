using System.Globalization;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Grammar;

/// <summary>Types of casts, of which the engine's parser drops parts.</summary>
internal static class TypeGrammar
{
    /// <summary>The types of text with a length: the engine's parser forgets it where they have their own name.</summary>
    public const string BoundedText = "trino_varchar";

    /// <inheritdoc cref="BoundedText"/>
    public const string PaddedText = "trino_char";

    /// <summary>The types of times with digits of a second: those of the engine, for 0 and 3 digits, are next to no instant, and instants have none.</summary>
    public const string PreciseTimestamp = "trino_timestamp";

    /// <inheritdoc cref="PreciseTimestamp"/>
    public const string PreciseInstant = "trino_instant";

    private const int DefaultTimeDigits = 3;

    /// <summary>The length of a type in a tree, and whether it is a char; null for a type that has none.</summary>
    public static (int Length, bool IsPadded)? Bounded(JsonObject type) => Modified(type, BoundedText, PaddedText);

    /// <summary>The digits of a second of a type in a tree, and whether it is one of instants; null for a type that has none.</summary>
    public static (int Digits, bool IsInstant)? Precise(JsonObject type) => Modified(type, PreciseTimestamp, PreciseInstant);

    private static (int Number, bool IsSecond)? Modified(JsonObject type, string first, string second) =>
        type["type_info"] is JsonObject info && Nodes.Text(info, "name") is { } name && (name == first || name == second)
        && info["user_type_modifiers"] is JsonArray { Count: 1 } modifiers && modifiers[0]?["value"] is JsonValue number && number.TryGetValue<int>(out var value)
            ? (value, name == second)
            : null;

    // CAST(x AS decimal), CAST(x AS varchar(3)), CAST(x AS timestamp(6) with time zone)
    public static void CastType(GrammarTokens tokens, int at)
    {
        if (tokens.Closing(at + 1) is not { } end)
        {
            return;
        }

        var first = end;
        for (var each = at + 2; each < end; each++)
        {
            each = (tokens.Is(each, "(") || tokens.Is(each, "[")) && tokens.Closing(each) is { } closing ? closing : each;
            first = tokens.Word(each, "AS") ? each + 1 : first;
        }

        for (var each = first; each < end && !tokens.Word(each, "CAST") && !tokens.Word(each, "TRY_CAST"); each++)
        {
            if ((tokens.Word(each, "DECIMAL") || tokens.Word(each, "DEC")) && (each + 1 == end || tokens.Is(each + 1, ",") || tokens.Is(each + 1, ")") || tokens.Is(each + 1, "[")))
            {
                tokens.Insert(tokens[each].End, "(38,0)");
            }
        }

        if (tokens.Word(first, "TIMESTAMP"))
        {
            TimeType(tokens, first, end);
            return;
        }

        var isText = tokens.Word(first, "VARCHAR");
        if (!isText && !tokens.Word(first, "CHAR"))
        {
            return;
        }

        if (first + 1 == end && !isText)
        {
            tokens.Replace(first, first, $"{PaddedText}(1)");
        }
        else if (tokens.Is(first + 1, "(") && first + 4 == end && int.TryParse(tokens[first + 2].Value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            tokens.Replace(first, first, isText ? BoundedText : PaddedText);
        }
    }

    // timestamp(6), timestamp with time zone
    private static void TimeType(GrammarTokens tokens, int first, int end)
    {
        var digits = DefaultTimeDigits;
        var isNumbered = tokens.Is(first + 1, "(") && tokens.Is(first + 3, ")") && int.TryParse(tokens[first + 2].Value, NumberStyles.None, CultureInfo.InvariantCulture, out digits);
        var behind = first + (isNumbered ? 4 : 1);
        var isInstant = tokens.Word(behind, "WITH") && tokens.Word(behind + 1, "TIME") && tokens.Word(behind + 2, "ZONE");
        if (behind + (isInstant ? 3 : 0) != end)
        {
            return;
        }

        tokens.Replace(first, end - 1, string.Create(CultureInfo.InvariantCulture, $"{(isInstant ? PreciseInstant : PreciseTimestamp)}({digits})"));
    }

    /// <summary>Whether a text is a double of Java's.</summary>
    public static bool IsDouble(string text) => text.Trim() is "NaN" or "Infinity" or "-Infinity" or "+Infinity" ||
        (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) && text.Trim().All(each => char.IsAsciiDigit(each) || each is '.' or 'e' or 'E' or '+' or '-'));
}
