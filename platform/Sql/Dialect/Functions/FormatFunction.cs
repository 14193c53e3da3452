using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Functions;

/// <summary><c>format('%s of %,.2f', day, price)</c>: Java's texts of values, put together by the engine's printf.</summary>
internal static partial class FormatFunction
{
    // More than that the text of a double beyond 38 digits does not say.
    private const int MaxFraction = 20;
    private const int DefaultFraction = 6;

    public static IEnumerable<DialectFunction> All => [new("format", Format)];

    private static bool Format(DialectCall call)
    {
        if (call.Count == 0)
        {
            return false;
        }

        if (call.Text(0) is not { } format)
        {
            return call.Kind(0) == ExpressionKind.Null ? call.Become(Nodes.Cast(Nodes.Null(), "VARCHAR"))
                : throw call.Failed(TrinoErrorCode.NotSupported, "The format of format must be a text in the query, not a value of a column.");
        }

        if (!format.Contains('%', StringComparison.Ordinal))
        {
            return call.Become(Nodes.Constant(format));
        }

        var (written, from, at) = (new StringBuilder(), 0, 1);
        foreach (var match in Specifier().Matches(format).Where(match => match.Groups["letter"].Value is not ("%" or "n")))
        {
            if (at >= call.Count)
            {
                break;
            }

            var part = new Part(match.Value, match.Groups["flags"].Value, match.Groups["width"].Value, match.Groups["digits"].Value, match.Groups["letter"].Value[0]);
            written.Append(format, from, match.Index - from).Append(Argument(call, call[at], part) ? part.AsText : match.Value);
            from = match.Index + match.Length;
            at++;
        }

        Nodes.Replace(call[0], Nodes.Constant(written.Append(format, from, format.Length - from).ToString()));
        return call.Rename("printf");
    }

    // Whether the argument becomes the text of the whole specifier.
    private static bool Argument(DialectCall call, JsonObject argument, Part part)
    {
        var (context, kind) = (call.Context, call.Context.Kinds.Of(argument));
        if (part.Letter is 'g' or 'a' or 'A' or 'G' || (part.Flags.Contains('(', StringComparison.Ordinal) && part.Letter is not ('s' or 'b')))
        {
            throw call.Failed(TrinoErrorCode.NotSupported, $"{part.Text} of format is not supported here. Write %f or %e for a number.");
        }

        switch (part.Letter)
        {
            case 's' or 'S':
                if (kind != ExpressionKind.Text)
                {
                    context.Wrap(argument, "java_text");
                }
                else if (Nodes.TextConstant(argument) is null)
                {
                    context.Surround(argument, inner => Otherwise(inner, "null"));
                }

                return false;
            case 'b':
                // Whether it is true, in words; of a null false.
                if (kind is not (ExpressionKind.Boolean or ExpressionKind.Null))
                {
                    throw call.Failed(TrinoErrorCode.NotSupported, "%b of format takes a boolean here. For other values write %s.");
                }

                context.Surround(argument, inner => Nodes.Cast(Otherwise(inner, "false", "BOOLEAN"), "VARCHAR"));
                return true;
            case 'f':
                Fixed(call, argument, part);
                return true;
            default:
                if (part.Letter == 'e' && kind is not ExpressionKind.Double)
                {
                    argument = context.Surround(argument, inner => Nodes.Cast(inner, "DOUBLE"));
                }

                if (Nodes.Number(argument) is not null)
                {
                    return false;
                }

                context.Surround(argument, inner => Otherwise(Nodes.Function("printf", Nodes.Constant(part.Text), inner), "null"));
                return true;
        }
    }

    // Rounded in decimals, half up: the engine's printf rounds the binary number.
    private static void Fixed(DialectCall call, JsonObject argument, Part part)
    {
        var context = call.Context;
        var digits = part.Digits.Length == 0 ? DefaultFraction : int.TryParse(part.Digits, NumberStyles.None, CultureInfo.InvariantCulture, out var written) && written <= MaxFraction ? written
            : throw call.Failed(TrinoErrorCode.NotSupported, $"{part.Text} of format has more than {MaxFraction} digits behind the point. Write fewer.");
        var sign = part.Flags.Contains('+', StringComparison.Ordinal) ? "+" : part.Flags.Contains(' ', StringComparison.Ordinal) ? " " : "";
        var width = part.Flags.Contains('0', StringComparison.Ordinal) && int.TryParse(part.Width, NumberStyles.None, CultureInfo.InvariantCulture, out var zeros) ? zeros : 0;
        var isGrouped = Nodes.Boolean(part.Flags.Contains(',', StringComparison.Ordinal));
        if (context.Types.Of(argument).IsReal)
        {
            argument = context.Surround(argument, inner => Nodes.Cast(inner, "DOUBLE"));
        }

        // The value is computed once. Calls of the same text are equal, also in GROUP BY.
        const string Text = "_t";
        var amount = Nodes.Cast(Nodes.Function("ltrim", Nodes.Column(Text), Nodes.Constant("-")), DecimalSize.MaxPrecision, digits);
        amount["try_cast"] = true;
        var shown = Nodes.Function(context.Macro("java_fixed"), Nodes.Column(Text), Nodes.Cast(amount, "VARCHAR"), Nodes.Constant(digits), isGrouped, Nodes.Constant(sign), Nodes.Constant(width));
        context.Surround(argument, inner => Nodes.Extract(Nodes.Function("list_transform", Nodes.Function("list_value", Nodes.Cast(inner, "VARCHAR")), Nodes.Lambda(Text, shown)), Nodes.Constant(1)));
    }

    private static JsonObject Otherwise(JsonObject value, string text, string? type = null) =>
        Nodes.Expression("OPERATOR", "OPERATOR_COALESCE", new JsonArray(value, type is null ? Nodes.Constant(text) : Nodes.Cast(Nodes.Constant(text), type)));

    [GeneratedRegex(@"%(?<flags>[-#+ 0,(]*)(?<width>\d*)(?:\.(?<digits>\d+))?(?<letter>[a-zA-Z%])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Specifier();

    // A part of a format: %,10.2f
    private sealed record Part(string Text, string Flags, string Width, string Digits, char Letter)
    {
        public string AsText => $"%{(Flags.Contains('-', StringComparison.Ordinal) ? "-" : "")}{Width}s";
    }
}
