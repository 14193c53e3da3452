using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect.Formats;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Grammar;

/// <summary>Types of casts, of which the engine's parser drops parts, and literals of types.</summary>
internal sealed partial class GrammarText
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

    private const int MaxDigits = 38;

    private const string MaxBigint = "9223372036854775807";

    /// <summary>The length of a type in a tree, and whether it is a char; null for a type that has none.</summary>
    public static (int Length, bool IsPadded)? Bounded(JsonObject type) =>
        type["type_info"] is JsonObject info && Nodes.Text(info, "name") is BoundedText or PaddedText && info["user_type_modifiers"] is JsonArray { Count: 1 } modifiers && modifiers[0]?["value"] is JsonValue length && length.TryGetValue<int>(out var value)
            ? (value, Nodes.Text(info, "name") == PaddedText)
            : null;

    /// <summary>The digits of a second of a type in a tree, and whether it is one of instants; null for a type that has none.</summary>
    public static (int Digits, bool IsInstant)? Precise(JsonObject type) =>
        type["type_info"] is JsonObject info && Nodes.Text(info, "name") is PreciseTimestamp or PreciseInstant && info["user_type_modifiers"] is JsonArray { Count: 1 } modifiers && modifiers[0]?["value"] is JsonValue digits && digits.TryGetValue<int>(out var value)
            ? (value, Nodes.Text(info, "name") == PreciseInstant)
            : null;

    // CAST(x AS decimal), CAST(x AS varchar(3)), CAST(x AS timestamp(6) with time zone)
    private void CastType(int at)
    {
        if (Closing(at + 1) is not { } end)
        {
            return;
        }

        var first = end;
        for (var each = at + 2; each < end; each++)
        {
            each = (Is(each, "(") || Is(each, "[")) && Closing(each) is { } closing ? closing : each;
            first = Word(each, "AS") ? each + 1 : first;
        }

        for (var each = first; each < end; each++)
        {
            if ((Word(each, "DECIMAL") || Word(each, "DEC")) && (each + 1 == end || Is(each + 1, ",") || Is(each + 1, ")") || Is(each + 1, "[")))
            {
                Insert(_tokens[each].End, "(38,0)");
            }
        }

        if (Word(first, "TIMESTAMP"))
        {
            TimeType(first, end);
            return;
        }

        var isText = Word(first, "VARCHAR");
        if (!isText && !Word(first, "CHAR"))
        {
            return;
        }

        if (first + 1 == end && !isText)
        {
            Replace(first, first, $"{PaddedText}(1)");
        }
        else if (Is(first + 1, "(") && first + 4 == end && int.TryParse(_tokens[first + 2].Value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            Replace(first, first, isText ? BoundedText : PaddedText);
        }
    }

    // timestamp(6), timestamp with time zone
    private void TimeType(int first, int end)
    {
        var digits = DefaultTimeDigits;
        var isNumbered = Is(first + 1, "(") && Is(first + 3, ")") && int.TryParse(_tokens[first + 2].Value, NumberStyles.None, CultureInfo.InvariantCulture, out digits);
        var behind = first + (isNumbered ? 4 : 1);
        var isInstant = Word(behind, "WITH") && Word(behind + 1, "TIME") && Word(behind + 2, "ZONE");
        if (behind + (isInstant ? 3 : 0) != end)
        {
            return;
        }

        Replace(first, end - 1, string.Create(CultureInfo.InvariantCulture, $"{(isInstant ? PreciseInstant : PreciseTimestamp)}({digits})"));
    }

    // Without tokens these would silently have other digits and lengths.
    private static void RequireTokens(string sql)
    {
        if (LosesType().IsMatch(sql))
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.NotSupported, "A query with decimals or lengths of text has names with other letters than a to z in double quotes here: \"größe\"."));
        }
    }

    // The engine makes a double of a longer number, and a decimal of a whole one that no bigint holds.
    private void RequireDigits(int at)
    {
        var whole = _tokens[at].Value;
        if (whole.Length >= MaxBigint.Length && whole.All(char.IsAsciiDigit) && !Is(at + 1, ".") && !Is(at - 1, ".")
            && whole.TrimStart('0') is var digits && (digits.Length > MaxBigint.Length || (digits.Length == MaxBigint.Length && string.CompareOrdinal(digits, MaxBigint) > (Is(at - 1, "-") ? 1 : 0))))
        {
            throw Refused(at, TrinoErrorCode.SyntaxError, $"Invalid numeric literal: {whole}. Write DECIMAL '{whole}', or a double, 1.5e20.");
        }

        var fraction = Is(at + 1, ".") && at + 2 < _tokens.Count && _tokens[at + 2].Start == _tokens[at + 1].End ? _tokens[at + 2].Value : "";
        if (whole.TrimStart('0').Length + fraction.Length > MaxDigits && whole.All(char.IsAsciiDigit) && fraction.All(char.IsAsciiDigit))
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.InvalidLiteral, $"'{whole}{(fraction.Length == 0 ? "" : ".")}{fraction}' is not a valid DECIMAL literal: write up to 38 digits, or a double, 1.5e0.", PositionOf(_original, _tokens[at].Start)));
        }
    }

    // DECIMAL '0.0299' has the digits that are written.
    private void DecimalLiteral(int at)
    {
        var text = _tokens[at + 1].Value;
        if (DecimalText().Match(text) is not { Success: true } match || match.Groups["w"].Length + match.Groups["f"].Length == 0)
        {
            throw Invalid(at, "DECIMAL", "DECIMAL '12.50'");
        }

        var whole = match.Groups["w"].Value.Replace("_", "", StringComparison.Ordinal).TrimStart('0');
        var fraction = match.Groups["f"].Value.Replace("_", "", StringComparison.Ordinal);
        if (whole.Length + fraction.Length > MaxDigits)
        {
            throw Invalid(at, "DECIMAL", "DECIMAL '12.50', with up to 38 digits");
        }

        Replace(at, at + 1, string.Create(CultureInfo.InvariantCulture, $"CAST('{match.Groups["s"].Value}{(whole.Length == 0 ? "0" : whole)}{(fraction.Length == 0 ? "" : ".")}{fraction}' AS DECIMAL({Math.Max(1, whole.Length + fraction.Length)},{fraction.Length}))"));
    }

    // The engine casts it when the query runs, and reads more than Trino.
    private void RequireValue(int at)
    {
        var (type, text) = (_tokens[at].Value.ToUpperInvariant(), _tokens[at + 1].Value);
        var (isValid, example) = type switch
        {
            "TINYINT" => (IsWhole(text, sbyte.MinValue, sbyte.MaxValue), "TINYINT '12'"),
            "SMALLINT" => (IsWhole(text, short.MinValue, short.MaxValue), "SMALLINT '12'"),
            "INTEGER" or "INT" => (IsWhole(text, int.MinValue, int.MaxValue), "INTEGER '12'"),
            "BIGINT" => (IsWhole(text, long.MinValue, long.MaxValue), "BIGINT '12'"),
            "REAL" or "DOUBLE" => (IsDouble(text), $"{type} '1.5', or nan() and infinity()"),
            "BOOLEAN" => (text.ToUpperInvariant() is "T" or "TRUE" or "1" or "F" or "FALSE" or "0", "BOOLEAN 'true'"),
            _ => (Guid.TryParseExact(text, "D", out _), "UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59'"),
        };
        if (!isValid)
        {
            throw Invalid(at, type, example);
        }
    }

    private void JsonLiteral(int at)
    {
        if (JsonText.Canonical(_tokens[at + 1].Value) is not { } json)
        {
            throw Invalid(at, "JSON", """JSON '{"name": 1}'""");
        }

        Replace(at, at + 1, $"json_parse('{json.Replace("'", "''", StringComparison.Ordinal)}')");
    }

    private static bool IsWhole(string text, long least, long most) =>
        BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most && text.Trim().Length == text.Length;

    /// <summary>Whether a text is a double of Java's.</summary>
    public static bool IsDouble(string text) => text.Trim() is "NaN" or "Infinity" or "-Infinity" or "+Infinity" ||
        (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) && text.Trim().All(each => char.IsAsciiDigit(each) || each is '.' or 'e' or 'E' or '+' or '-'));

    private QueryFailedException Invalid(int at, string type, string example) =>
        new(new QueryFailure(TrinoErrorCode.InvalidLiteral, $"'{_tokens[at + 1].Value}' is not a valid {type} literal: write {example}.", PositionOf(_original, _tokens[at].Start)));
}
