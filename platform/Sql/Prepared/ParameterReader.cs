using System.Globalization;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Times;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Prepared;

/// <summary>
/// Reads the values of statements about sessions and those behind USING, as Trino's clients write them: literals with their type (<c>BIGINT '1'</c>,
/// <c>DATE '2026-01-31'</c>, <c>X'00'</c>), and NULL of a type. It finds the end of other expressions. Pure.
/// </summary>
internal sealed class ParameterReader(TokenCursor tokens, string sql, string sessionZone)
{
    /// <summary>Reads one value, up to the end.</summary>
    /// <exception cref="QueryFailedException">It is no literal, or of no value of its type.</exception>
    public ParameterValue ReadToEnd()
    {
        var open = 0;
        while (tokens.Take('('))
        {
            open++;
        }

        var first = tokens.Next;
        var value = Value() ?? throw NoValue(first);
        while (open > 0 && tokens.Take(')'))
        {
            open--;
        }

        return open == 0 && tokens.AtEnd ? value : throw Failed(TrinoErrorCode.SyntaxError, "One value was expected here, and nothing behind it.", tokens.Next);
    }

    /// <summary>Reads values and other expressions separated by commas, up to the end.</summary>
    /// <exception cref="QueryFailedException">A literal is of no value of its type, or there is no expression.</exception>
    public IReadOnlyList<ParameterArgument> ReadArguments()
    {
        List<ParameterArgument> arguments = [Argument()];
        while (tokens.Take(','))
        {
            arguments.Add(Argument());
        }

        return arguments;
    }

    private ParameterArgument Argument()
    {
        var start = tokens.Position;
        if (tokens.Next is not { } first || first.Is(','))
        {
            throw NoValue(tokens.Next);
        }

        if (Value() is { } value && (tokens.AtEnd || tokens.Next!.Is(',')))
        {
            return new ParameterArgument(first.Start, tokens.Taken, value);
        }

        tokens.Position = start;

        // Whether it is an expression, and a constant, is the engine's parser's to say.
        for (var open = 0; !tokens.AtEnd && (open > 0 || !tokens.Next!.Is(','));)
        {
            var token = tokens.Take()!;
            open += token.Is('(') || token.Is('[') || token.Is('{') ? 1 : token.Is(')') || token.Is(']') || token.Is('}') ? -1 : 0;
            if (open < 0)
            {
                throw NoValue(token);
            }
        }

        return new ParameterArgument(first.Start, tokens.Taken, Literal: null);
    }

    /// <summary>A literal; null where there is another expression, or none.</summary>
    private ParameterValue? Value() => tokens.Next switch
    {
        null => null,
        { Kind: SqlTokenKind.Text } => new ParameterValue(ParameterType.Varchar, tokens.Text()),
        { } first when IsNumber(first) => Number(""),
        _ when tokens.Take('-') => Number("-"),
        _ when tokens.Take('+') => Number(""),
        _ when tokens.Take("NULL") => ParameterValue.Null,
        _ when tokens.Take("TRUE") => new ParameterValue(ParameterType.Boolean, "true"),
        _ when tokens.Take("FALSE") => new ParameterValue(ParameterType.Boolean, "false"),
        // JDBC's setNull.
        _ when tokens.Take("CAST") => tokens.Take('(') && tokens.Take("NULL", "AS") && Type() is { } type && tokens.Take(')') ? new ParameterValue(type, null) : null,
        { } first when tokens.Take("INTERVAL") => IntervalLiteral.Read(tokens) ?? throw Failed(TrinoErrorCode.InvalidLiteral, "This is no interval: write INTERVAL '2' DAY, or '1 02:03:04' DAY TO SECOND.", first),
        { } first when tokens.Take("X") => tokens.Next is { Kind: SqlTokenKind.Text } hex && hex.Start == first.End ? Literal(ParameterType.Varbinary, tokens.Text()!, first) : null,
        // The engine gives JSON its one form.
        { } first => !first.Is("JSON") && Type() is { } type && tokens.Text() is { } text ? Literal(type, text, first) : null,
    };

    // infinity() and nan(), which Python's client sends, also within lists and rows.
    private static bool IsNumber(SqlToken token) => token.Kind == SqlTokenKind.Number || token.Is("NAN") || token.Is("INFINITY");

    // A number that no type holds is the engine's to refuse.
    private ParameterValue? Number(string sign)
    {
        if (tokens.Next is not { Value: var digits } first || !IsNumber(first))
        {
            return null;
        }

        tokens.Take();
        if (first.Kind != SqlTokenKind.Number)
        {
            return tokens.Take('(') && tokens.Take(')') ? new ParameterValue(ParameterType.Double, first.Is("NAN") ? "NaN" : $"{sign}Infinity") : null;
        }

        var text = $"{sign}{digits}";
        var type = digits.AsSpan().ContainsAny('e', 'E') ? ParameterType.Double
            : digits.Contains('.', StringComparison.Ordinal) ? ParameterType.Decimal
            : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? ParameterType.Integer : ParameterType.BigInt;
        return Read(new ParameterValue(type, text));
    }

    /// <summary>The name of a type; null where there is none.</summary>
    private ParameterType? Type()
    {
        if (tokens.Take("DOUBLE"))
        {
            tokens.Take("PRECISION");
            return ParameterType.Double;
        }

        var name = tokens.Next is { Kind: SqlTokenKind.Word } word ? AsciiNames.Lower(word.Value) : "";
        var type = name == "int" ? ParameterType.Integer : ParameterTypeExtensions.Named(name);
        // Arrays, rows and intervals are written in forms of their own.
        if (type is not (> ParameterType.Unknown and <= ParameterType.Uuid))
        {
            return null;
        }

        tokens.Take();
        if (tokens.Take('(') && !Digits())
        {
            return null;
        }

        return tokens.Take("WITH", "TIME", "ZONE") && type == ParameterType.Timestamp ? ParameterType.TimestampTz : type;
    }

    private bool Digits()
    {
        do
        {
            if (tokens.Take() is not { Kind: SqlTokenKind.Number })
            {
                return false;
            }
        }
        while (tokens.Take(','));
        return tokens.Take(')');
    }

    private ParameterValue Literal(ParameterType type, string text, SqlToken at) => type switch
    {
        ParameterType.Timestamp or ParameterType.TimestampTz => Instant(type, text.Trim(), at),
        ParameterType.Varbinary => Valid(new ParameterValue(type, text.Replace(" ", "", StringComparison.Ordinal)), at),
        ParameterType.Varchar => new ParameterValue(type, text),
        ParameterType.Boolean or ParameterType.Uuid => Valid(new ParameterValue(type, text.Trim().ToLowerInvariant()), at),
        _ => Valid(new ParameterValue(type, text.Trim()), at),
    };

    // With a zone behind it a TIMESTAMP is an instant.
    private ParameterValue Instant(ParameterType type, string text, SqlToken at)
    {
        if (type == ParameterType.Timestamp && DateTime.TryParseExact(WithoutFinerDigits(text).Replace('T', ' '), LocalForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return ParameterValue.Of(local);
        }

        return TimeConstant.Instant(text, isDate: false, sessionZone) is { } instant
            ? ParameterValue.Of(instant)
            : throw Failed(TrinoErrorCode.InvalidLiteral, $"'{text}' is not a valid timestamp literal: write TIMESTAMP '2026-01-31 12:00:00', with a zone behind it for an instant.", at);
    }

    // The engine has six digits of a second, and cuts those of a literal.
    private static string WithoutFinerDigits(string text)
    {
        var digits = text.LastIndexOf('.') + 1;
        return digits > 0 && text.Length - digits is > 7 and <= 12 && !text.AsSpan(digits).ContainsAnyExceptInRange('0', '9') ? text[..(digits + 7)] : text;
    }

    private static readonly string[] LocalForms = ["yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd"];

    private ParameterValue Valid(ParameterValue value, SqlToken at) =>
        Read(value) ?? throw Failed(TrinoErrorCode.InvalidLiteral, $"'{value.Text}' is not a valid {value.Type.Name()} literal.", at);

    private static ParameterValue? Read(ParameterValue value)
    {
        try
        {
            _ = value.ToObject();
            return value;
        }
        catch (Exception invalid) when (invalid is FormatException or OverflowException)
        {
            return null;
        }
    }

    private QueryFailedException NoValue(SqlToken? at) => Failed(
        at is null or { Kind: SqlTokenKind.Number } ? TrinoErrorCode.SyntaxError : TrinoErrorCode.NotSupported,
        "A value was expected here, such as 1, 'text', DATE '2026-01-31', X'00', ARRAY[1, 2] or NULL.",
        at);

    private QueryFailedException Failed(TrinoErrorCode code, string message, SqlToken? at) =>
        new(new QueryFailure(code, message, SqlPosition.FromByteOffset(sql, (ulong)System.Text.Encoding.UTF8.GetByteCount(sql.AsSpan(0, at?.Start ?? sql.Length)))));
}
