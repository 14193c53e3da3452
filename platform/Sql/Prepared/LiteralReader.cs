using System.Globalization;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Times;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Prepared;

/// <summary>
/// Reads the values of statements about sessions and those behind USING, as Trino's clients write them: literals with their type (<c>BIGINT '1'</c>,
/// <c>DATE '2026-01-31'</c>, <c>X'00'</c>), and NULL of a type. It finds the end of other expressions. Pure.
/// </summary>
internal sealed class LiteralReader(TokenCursor tokens, string sql)
{
    /// <summary>Reads one value, up to the end.</summary>
    /// <exception cref="QueryFailedException">It is no literal, or of no value of its type.</exception>
    public LiteralValue ReadToEnd()
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
    private LiteralValue? Value() => tokens.Next switch
    {
        null => null,
        { Kind: SqlTokenKind.Text } => new LiteralValue(LiteralType.Varchar, tokens.Text()),
        { } first when IsNumber(first) => Number(""),
        _ when tokens.Take('-') => Number("-"),
        _ when tokens.Take('+') => Number(""),
        _ when tokens.Take("NULL") => LiteralValue.Null,
        _ when tokens.Take("TRUE") => new LiteralValue(LiteralType.Boolean, "true"),
        _ when tokens.Take("FALSE") => new LiteralValue(LiteralType.Boolean, "false"),
        // JDBC's setNull.
        _ when tokens.Take("CAST") => tokens.Take('(') && tokens.Take("NULL", "AS") && Type() is { } type && tokens.Take(')') ? new LiteralValue(type, null) : null,
        { } first when tokens.Take("INTERVAL") => Interval() ?? throw Failed(TrinoErrorCode.InvalidLiteral, "This is no interval: write INTERVAL '2' DAY, or '1 02:03:04' DAY TO SECOND.", first),
        { } first when tokens.Take("X") => tokens.Next is { Kind: SqlTokenKind.Text } hex && hex.Start == first.End ? Literal(LiteralType.Varbinary, tokens.Text()!, first) : null,
        // The engine gives JSON its one form.
        { } first => !first.Is("JSON") && Type() is { } type && tokens.Text() is { } text ? Literal(type, text, first) : null,
    };

    private LiteralValue? Interval() => IntervalLiteral.Read(tokens) is { } interval
        ? new LiteralValue(interval.IsOfMonths ? LiteralType.YearInterval : LiteralType.DayInterval, interval.Amount.ToString(CultureInfo.InvariantCulture))
        : null;

    // infinity() and nan(), which Python's client sends.
    private static bool IsNumber(SqlToken token) => token.Kind == SqlTokenKind.Number || token.Is("NAN") || token.Is("INFINITY");

    // A number that no type holds is the engine's to refuse.
    private LiteralValue? Number(string sign)
    {
        if (tokens.Next is not { Value: var digits } first || !IsNumber(first))
        {
            return null;
        }

        tokens.Take();
        if (first.Kind != SqlTokenKind.Number)
        {
            return tokens.Take('(') && tokens.Take(')') ? new LiteralValue(LiteralType.Double, first.Is("NAN") ? "NaN" : $"{sign}Infinity") : null;
        }

        var text = $"{sign}{digits}";
        var type = digits.AsSpan().ContainsAny('e', 'E') ? LiteralType.Double
            : digits.Contains('.', StringComparison.Ordinal) ? LiteralType.Decimal
            : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? LiteralType.Integer : LiteralType.BigInt;
        return new LiteralValue(type, text) is { IsValid: true } value ? value : null;
    }

    /// <summary>The name of a type; null where there is none.</summary>
    private LiteralType? Type()
    {
        if (tokens.Take("DOUBLE"))
        {
            tokens.Take("PRECISION");
            return LiteralType.Double;
        }

        var name = tokens.Next is { Kind: SqlTokenKind.Word } word ? AsciiNames.Lower(word.Value) : "";
        var type = name == "int" ? LiteralType.Integer : LiteralTypeExtensions.Named(name);
        // Arrays, rows and intervals are written in forms of their own.
        if (type is not (> LiteralType.Unknown and <= LiteralType.Uuid))
        {
            return null;
        }

        tokens.Take();
        if (tokens.Take('(') && !Digits())
        {
            return null;
        }

        return tokens.Take("WITH", "TIME", "ZONE") && type == LiteralType.Timestamp ? LiteralType.TimestampTz : type;
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

    private LiteralValue Literal(LiteralType type, string text, SqlToken at)
    {
        var value = new LiteralValue(type, type == LiteralType.Varchar ? text : text.Trim());
        return value.IsValid ? value : throw Failed(TrinoErrorCode.InvalidLiteral, $"'{value.Text}' is not a valid {type.Name()} literal.", at);
    }

    private QueryFailedException NoValue(SqlToken? at) => Failed(
        at is null or { Kind: SqlTokenKind.Number } ? TrinoErrorCode.SyntaxError : TrinoErrorCode.NotSupported,
        "A value was expected here, such as 1, 'text', DATE '2026-01-31', X'00', ARRAY[1, 2] or NULL.",
        at);

    private QueryFailedException Failed(TrinoErrorCode code, string message, SqlToken? at) =>
        new(new QueryFailure(code, message, SqlPosition.FromByteOffset(sql, (ulong)System.Text.Encoding.UTF8.GetByteCount(sql.AsSpan(0, at?.Start ?? sql.Length)))));
}
