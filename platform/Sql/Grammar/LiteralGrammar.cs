using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Grammar;

/// <summary>Literals that the engine's parser does not know, or reads as casts.</summary>
internal static partial class LiteralGrammar
{
    // X'00': the engine takes an odd number of digits, and fails at others when the query runs.
    public static void Hex(GrammarTokens tokens, int at)
    {
        var digits = tokens[at + 1].Value.Replace(" ", "", StringComparison.Ordinal);
        if (!digits.All(char.IsAsciiHexDigit) || digits.Length % 2 != 0)
        {
            throw tokens.Refused(at, TrinoErrorCode.SyntaxError, $"Binary literal {(digits.Length % 2 != 0 ? "must contain an even number of digits" : "can only contain hexadecimal digits")}: write X'00FF'.");
        }

        tokens.Replace(at, at + 1, $"from_hex('{digits}')");
    }

    // The engine reads a number and an alias: 2024_revenue is 2024 AS _revenue.
    public static void RequireNumber(GrammarTokens tokens, int at)
    {
        var number = tokens[at].Value;
        if (!NumberText().IsMatch(HasExponentBehind(tokens, at) ? $"{number}0" : number))
        {
            throw tokens.Refused(at, TrinoErrorCode.SyntaxError, $"{number} is no number, and identifiers must not start with a digit: write \"{number}\" in double quotes.");
        }
    }

    // 0x1F, 0b101, 0o17: the engine reads a zero with an alias.
    public static void Number(GrammarTokens tokens, int at, string number)
    {
        ulong value;
        try
        {
            value = Convert.ToUInt64(number[2..].Replace("_", "", StringComparison.Ordinal), number[1] switch { 'X' => 16, 'B' => 2, _ => 8 });
        }
        catch (OverflowException)
        {
            value = ulong.MaxValue;
        }

        if (value > long.MaxValue)
        {
            throw tokens.Refused(at, TrinoErrorCode.SyntaxError, $"Invalid numeric literal: {tokens[at].Value}. The greatest one is 0x7FFFFFFFFFFFFFFF: write a greater number as DECIMAL, in decimal digits.");
        }

        tokens.Replace(at, at, value.ToString(CultureInfo.InvariantCulture));
    }

    // 1e-3 is three tokens.
    private static bool HasExponentBehind(GrammarTokens tokens, int at) =>
        !tokens[at].Value.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && SqlTokens.HasExponent(tokens.Text, tokens[at].End - 1);

    // U&'\00e9', U&'!00e9' UESCAPE '!'
    public static void Unicode(GrammarTokens tokens, int at)
    {
        var last = tokens.Word(at + 3, "UESCAPE") && tokens.IsText(at + 4) ? at + 4 : at + 2;
        var mark = last > at + 2 ? tokens[last].Value : "\\";
        if (mark is not [var character] || char.IsAsciiHexDigit(character) || character is '+' or '\'' or '"' or ' ')
        {
            throw tokens.Refused(last, TrinoErrorCode.SyntaxError, "Invalid Unicode escape character: write one character, which is no hexadecimal digit, plus, quote or blank.");
        }

        var escape = Regex.Escape(mark);
        var plain = Regex.Replace(tokens[at + 2].Value, $@"{escape}(?<code>{escape}|\+[0-9A-Fa-f]{{6}}|[0-9A-Fa-f]{{4}}|)", match => match.Groups["code"].Value switch
        {
            var code when code == mark => mark,
            { Length: > 1 } code when Rune.TryCreate(int.Parse(code.AsSpan().TrimStart('+'), NumberStyles.HexNumber, CultureInfo.InvariantCulture), out var rune) => rune.ToString(),
            _ => throw tokens.Refused(at, TrinoErrorCode.SyntaxError, $"Invalid escape sequence '{match.Value}': write {mark}00e9 or {mark}+01F600 for a character, and {mark}{mark} for {mark} itself."),
        }, RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(PatternLimit.Milliseconds));
        if (plain.Contains('\0', StringComparison.Ordinal))
        {
            // The engine takes a text up to a NUL.
            throw tokens.Refused(at, TrinoErrorCode.SyntaxError, "The text holds the character U+0000. Leave it out.");
        }

        tokens.Replace(at, last, $"'{plain.Replace("'", "''", StringComparison.Ordinal)}'");
    }

    private const int MaxDigits = 38;

    private const string MaxBigint = "9223372036854775807";

    // Without its sign.
    private const string LeastBigint = "9223372036854775808";

    // The engine makes a double of a longer number, and a decimal of a whole one that no bigint holds. It writes a decimal without digits behind the point as a whole number.
    public static void Digits(GrammarTokens tokens, int at)
    {
        var whole = tokens[at].Value.Replace("_", "", StringComparison.Ordinal);
        if (whole.Length >= MaxBigint.Length && whole.All(char.IsAsciiDigit) && !tokens.Is(at + 1, ".") && !tokens.Is(at - 1, ".")
            && whole.TrimStart('0') is var digits && (digits.Length > MaxBigint.Length || (digits.Length == MaxBigint.Length && string.CompareOrdinal(digits, tokens.Is(at - 1, "-") ? LeastBigint : MaxBigint) > 0)))
        {
            throw tokens.Refused(at, TrinoErrorCode.SyntaxError, $"Invalid numeric literal: {whole}. Write DECIMAL '{whole}', or a double, 1.5e20.");
        }

        var fraction = tokens.Is(at + 1, ".") && at + 2 < tokens.Count && tokens[at + 2].Start == tokens[at + 1].End ? tokens[at + 2].Value.Replace("_", "", StringComparison.Ordinal) : "";
        if (whole.TrimStart('0').Length + fraction.Length > MaxDigits && whole.All(char.IsAsciiDigit) && fraction.All(char.IsAsciiDigit))
        {
            throw tokens.Refused(at, TrinoErrorCode.InvalidLiteral, $"'{whole}{(fraction.Length == 0 ? "" : ".")}{fraction}' is not a valid DECIMAL literal: write up to 38 digits, or a double, 1.5e0.");
        }

        if (tokens.Is(at + 1, ".") && tokens[at + 1].Start == tokens[at].End && !tokens.Is(at - 1, ".") && whole.All(char.IsAsciiDigit) && (fraction.Length == 0 || tokens[at + 2].Kind == SqlTokenKind.Symbol))
        {
            tokens.Replace(at, at + 1, Decimal("", whole.TrimStart('0'), ""));
        }
    }

    // DECIMAL '0.0299' has the digits that are written.
    public static void DecimalLiteral(GrammarTokens tokens, int at)
    {
        var text = tokens[at + 1].Value;
        if (DecimalText().Match(text) is not { Success: true } match || match.Groups["w"].Length + match.Groups["f"].Length == 0)
        {
            throw tokens.Invalid(at, "DECIMAL", "DECIMAL '12.50'");
        }

        var whole = match.Groups["w"].Value.Replace("_", "", StringComparison.Ordinal).TrimStart('0');
        var fraction = match.Groups["f"].Value.Replace("_", "", StringComparison.Ordinal);
        if (whole.Length + fraction.Length > MaxDigits)
        {
            throw tokens.Invalid(at, "DECIMAL", "DECIMAL '12.50', with up to 38 digits");
        }

        tokens.Replace(at, at + 1, Decimal(match.Groups["s"].Value, whole, fraction));
    }

    private static string Decimal(string sign, string whole, string fraction) => string.Create(
        CultureInfo.InvariantCulture, $"CAST('{sign}{(whole.Length == 0 ? "0" : whole)}{(fraction.Length == 0 ? "" : ".")}{fraction}' AS DECIMAL({Math.Max(1, whole.Length + fraction.Length)},{fraction.Length}))");

    // The engine casts it when the query runs, and reads more than Trino.
    public static void RequireValue(GrammarTokens tokens, int at)
    {
        var (type, text) = (tokens[at].Value.ToUpperInvariant(), tokens[at + 1].Value);
        var (isValid, example) = type switch
        {
            "TINYINT" => (IsWhole(text, sbyte.MinValue, sbyte.MaxValue), "TINYINT '12'"),
            "SMALLINT" => (IsWhole(text, short.MinValue, short.MaxValue), "SMALLINT '12'"),
            "INTEGER" or "INT" => (IsWhole(text, int.MinValue, int.MaxValue), "INTEGER '12'"),
            "BIGINT" => (IsWhole(text, long.MinValue, long.MaxValue), "BIGINT '12'"),
            "REAL" or "DOUBLE" => (TypeGrammar.IsDouble(text), $"{type} '1.5', or nan() and infinity()"),
            "BOOLEAN" => (text.ToUpperInvariant() is "T" or "TRUE" or "1" or "F" or "FALSE" or "0", "BOOLEAN 'true'"),
            _ => (Guid.TryParseExact(text, "D", out _), "UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59'"),
        };
        if (!isValid)
        {
            throw tokens.Invalid(at, type, example);
        }
    }

    private static bool IsWhole(string text, long least, long most) =>
        BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most && text.Trim().Length == text.Length;

    [GeneratedRegex("^(?:[0-9]+(?:_[0-9]+)*|[0-9]+e[0-9]+|0x(?:_?[0-9a-f])+|0o(?:_?[0-7])+|0b(?:_?[01])+)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex NumberText();

    [GeneratedRegex(@"^(?<s>[+-]?)(?<w>\d*(?:_\d+)*)(?:\.(?<f>\d*(?:_\d+)*))?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex DecimalText();
}
