using System.Globalization;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Times;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Prepared;

/// <summary>
/// Reads the values behind USING as Trino's clients write them: literals with their type (<c>BIGINT '1'</c>, <c>DATE '2026-01-31'</c>,
/// <c>X'00'</c>, <c>ARRAY[1, 2]</c>), and casts of them. It finds the end of other expressions. Pure.
/// </summary>
internal sealed class ParameterReader(TokenCursor tokens, string sql, string sessionZone)
{
    // A value within the 50 levels that a worker's requests and answers hold: deeper ones are the engine's to refuse.
    private const int MaxDepth = 51;

    /// <summary>Reads values separated by commas, up to the end.</summary>
    /// <exception cref="QueryFailedException">Something is no value.</exception>
    public IReadOnlyList<ParameterValue> ReadToEnd() => Values(MaxDepth, close: null);

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
        QueryFailedException? refused = null;
        try
        {
            var value = Value(MaxDepth);
            if (tokens.AtEnd || tokens.Next!.Is(','))
            {
                return new ParameterArgument.Literal(value);
            }
        }
        catch (QueryFailedException noValue) when (noValue.Failure.Code == TrinoErrorCode.NotSupported || noValue.Failure.Code == TrinoErrorCode.TypeMismatch || noValue.Failure.Code == TrinoErrorCode.SyntaxError)
        {
            refused = noValue;
        }

        tokens.Position = start;
        if (tokens.Next is not { } first || first.Is(','))
        {
            throw refused ?? NoValue();
        }

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

        return new ParameterArgument.Expression(first.Start, tokens.Taken);
    }

    private ParameterValue Value(int depth)
    {
        if (depth == 0)
        {
            throw Failed(TrinoErrorCode.NotSupported, "A parameter's value is nested too deeply.", tokens.Next);
        }

        var first = tokens.Next ?? throw NoValue();
        switch (first)
        {
            case { Kind: SqlTokenKind.Text }:
                return new ParameterValue(ParameterType.Varchar, tokens.Text());
            case { Kind: SqlTokenKind.Number }:
                return Number(isNegative: false);
            case var _ when first.Is('-') || first.Is('+'):
                tokens.Take();
                return Number(first.Is('-'));
            case var _ when tokens.Take('('):
                var inner = Value(depth - 1);
                return tokens.Take(')') ? inner : throw NoValue();
            case var _ when tokens.Take("NULL"):
                return ParameterValue.Null;
            case var _ when tokens.Take("TRUE"):
                return new ParameterValue(ParameterType.Boolean, "true");
            case var _ when tokens.Take("FALSE"):
                return new ParameterValue(ParameterType.Boolean, "false");
            case var _ when tokens.Take("ARRAY"):
                return Array(depth);
            case var _ when tokens.Take("CAST"):
                return Cast(depth);
            case var _ when tokens.Take("ROW"):
                return new ParameterValue(ParameterType.Row, null, Items(depth));
            case var _ when tokens.Take("MAP"):
                return Map(depth, first);
            case var _ when tokens.Take("INTERVAL"):
                return IntervalLiteral.Read(tokens) ?? throw Failed(TrinoErrorCode.InvalidLiteral, "This is no interval: write INTERVAL '2' DAY, or '1 02:03:04' DAY TO SECOND.", first);
            case var _ when first.Is("NAN") || first.Is("INFINITY"):
                return Constant();
            default:
                return Typed(first);
        }
    }

    private ParameterValue Number(bool isNegative)
    {
        if (tokens.Next is { } named && (named.Is("INFINITY") || named.Is("NAN")))
        {
            var constant = Constant();
            return isNegative && constant.Text == "Infinity" ? constant with { Text = "-Infinity" } : constant;
        }

        var token = tokens.Next is { Kind: SqlTokenKind.Number } number ? number : throw NoValue();
        tokens.Take();
        var text = isNegative ? $"-{token.Value}" : token.Value;
        var type = token.Value.AsSpan().ContainsAny('e', 'E') ? ParameterType.Double
            : token.Value.Contains('.', StringComparison.Ordinal) ? ParameterType.Decimal
            : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? ParameterType.Integer : ParameterType.BigInt;
        return Valid(new ParameterValue(type, text), token, TrinoErrorCode.SyntaxError);
    }

    // infinity() and nan(), which Python's client sends.
    private ParameterValue Constant()
    {
        var name = tokens.Take()!;
        return tokens.Take('(') && tokens.Take(')') ? new ParameterValue(ParameterType.Double, name.Is("NAN") ? "NaN" : "Infinity") : throw NoValue();
    }

    private ParameterValue Array(int depth)
    {
        if (!tokens.Take('['))
        {
            throw NoValue();
        }

        return new ParameterValue(ParameterType.Array, null, OfOneType(tokens.Take(']') ? [] : Values(depth - 1, ']')));
    }

    // ROW(1, 'a')
    private List<ParameterValue> Items(int depth) => tokens.Take('(') ? Values(depth - 1, ')') : throw NoValue();

    /// <summary>Reads values separated by commas, up to a bracket, or up to the end.</summary>
    private List<ParameterValue> Values(int depth, char? close)
    {
        List<ParameterValue> values = [Value(depth)];
        while (tokens.Take(','))
        {
            values.Add(Value(depth));
        }

        return (close is { } bracket ? tokens.Take(bracket) : tokens.AtEnd) ? values : throw NoValue();
    }

    // MAP(ARRAY['a', 'b'], ARRAY[1, 2])
    private ParameterValue Map(int depth, SqlToken first)
    {
        var parts = Items(depth);
        return parts is [{ Type: ParameterType.Array, Items: { } keys }, { Type: ParameterType.Array, Items: { } values }] && keys.Count == values.Count
            ? new ParameterValue(ParameterType.Map, null, parts)
            : throw Failed(TrinoErrorCode.InvalidFunctionArgument, "A map has as many keys as values: write MAP(ARRAY['a', 'b'], ARRAY[1, 2]).", first);
    }

    // All items are of one type: the widest of numbers.
    private List<ParameterValue> OfOneType(List<ParameterValue> items)
    {
        var types = items.Where(item => item.Type != ParameterType.Unknown).Select(item => item.Type).Distinct().ToList();
        if (types.Count <= 1)
        {
            return items;
        }

        var widest = types.Max();
        return types.All(type => type.IsNumber())
            ? [.. items.Select(item => item.As(widest))]
            : throw Failed(TrinoErrorCode.TypeMismatch, $"All ARRAY elements must be the same type: {types[0].Name()} and {types[1].Name()} are not. Cast them to one.", tokens.Next);
    }

    private ParameterValue Cast(int depth)
    {
        var start = tokens.Next;
        if (!tokens.Take('('))
        {
            throw NoValue();
        }

        var value = Value(depth - 1);
        // The engine computes a cast to a type with digits, which may round, cut or pad the value.
        if (!tokens.Take("AS") || Type(out var hasDigits) is not { } type || (hasDigits && !value.IsNull) || !tokens.Take(')'))
        {
            throw Failed(TrinoErrorCode.NotSupported, "Parameters are cast to simple types only, CAST('2026-01-31' AS date): cast inside the prepared statement instead.", start);
        }

        return value.Type == type || value.Type is ParameterType.Unknown ? value.As(type)
            : value.Type is ParameterType.Varchar ? CastText(type, value.Text!, start!)
            : value.Type.IsNumber() && type.IsNumber() ? Valid(value.As(type), start!, TrinoErrorCode.NumericValueOutOfRange)
            : throw Failed(TrinoErrorCode.TypeMismatch, $"Cannot cast {value.Type.Name()} to {type.Name()} in a parameter. Send a {type.Name()}, or cast inside the prepared statement.", start);
    }

    private ParameterValue CastText(ParameterType type, string text, SqlToken at)
    {
        try
        {
            return Literal(type, text, at);
        }
        catch (QueryFailedException refused) when (refused.Failure.Code == TrinoErrorCode.InvalidLiteral)
        {
            throw Failed(TrinoErrorCode.InvalidCastArgument, $"Cannot cast '{text}' to {type.Name()}.", at);
        }
    }

    private ParameterValue Typed(SqlToken first)
    {
        if (first.Is("X"))
        {
            tokens.Take();
            return tokens.Next is { Kind: SqlTokenKind.Text } hex && hex.Start == first.End ? Literal(ParameterType.Varbinary, tokens.Text()!, first) : throw NoValue();
        }

        // The engine gives JSON its one form.
        return !first.Is("JSON") && Type(out _) is { } type && tokens.Text() is { } text ? Literal(type, text, first) : throw NoValue(first);
    }

    /// <summary>The name of a type; null where there is none.</summary>
    /// <param name="hasDigits">Whether the type has a length, a precision or a scale, written or by default, or one form of its texts.</param>
    private ParameterType? Type(out bool hasDigits)
    {
        hasDigits = false;
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

        hasDigits = type is ParameterType.Decimal or ParameterType.Timestamp || tokens.Sees("CHAR") || tokens.Sees("JSON");
        tokens.Take();
        if (tokens.Take('('))
        {
            hasDigits = true;
            if (!Digits())
            {
                return null;
            }
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
        _ => Valid(new ParameterValue(ParameterType.Varchar, text.Trim()).As(type), at),
    };

    // With a zone behind it a TIMESTAMP is an instant.
    private ParameterValue Instant(ParameterType type, string text, SqlToken at)
    {
        if (type == ParameterType.Timestamp && DateTime.TryParseExact(WithoutFinerDigits(text).Replace('T', ' '), LocalForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return ParameterValue.Of(local);
        }

        return TimeConstant.Instant(text, isDate: false, sessionZone) is { } instant
            ? ParameterValue.Of(instant, TimestampText.Shown(TimestampText.ZoneOf(text) ?? sessionZone))
            : throw Failed(TrinoErrorCode.InvalidLiteral, $"'{text}' is not a valid timestamp literal: write TIMESTAMP '2026-01-31 12:00:00', with a zone behind it for an instant.", at);
    }

    // The engine has six digits of a second, and cuts those of a literal.
    private static string WithoutFinerDigits(string text)
    {
        var digits = text.LastIndexOf('.') + 1;
        return digits > 0 && text.Length - digits is > 7 and <= 12 && !text.AsSpan(digits).ContainsAnyExceptInRange('0', '9') ? text[..(digits + 7)] : text;
    }

    private static readonly string[] LocalForms = ["yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd"];

    private ParameterValue Valid(ParameterValue value, SqlToken at, TrinoErrorCode? beyond = null)
    {
        try
        {
            _ = value.ToObject();
            return value;
        }
        catch (Exception invalid) when (invalid is FormatException or OverflowException)
        {
            throw Failed(invalid is OverflowException && beyond is not null ? beyond : TrinoErrorCode.InvalidLiteral, $"'{value.Text}' is not a valid {value.Type.Name()} literal.", at);
        }
    }

    private QueryFailedException NoValue(SqlToken? at = null) => Failed(
        (at ?? tokens.Next) is null ? TrinoErrorCode.SyntaxError : TrinoErrorCode.NotSupported,
        "A value was expected here, such as 1, 'text', DATE '2026-01-31', X'00', ARRAY[1, 2] or NULL.",
        at ?? tokens.Next);

    private QueryFailedException Failed(TrinoErrorCode code, string message, SqlToken? at) =>
        new(new QueryFailure(code, message, SqlPosition.FromByteOffset(sql, (ulong)System.Text.Encoding.UTF8.GetByteCount(sql.AsSpan(0, at?.Start ?? sql.Length)))));
}
