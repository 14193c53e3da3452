using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect;

/// <summary>Texts that are made after a format.</summary>
internal sealed partial class DialectRewriter
{
    // format('%s of %,.2f', day, price): the engine's takes texts, whole numbers and doubles, each where its letter is.
    private void TextFormat(JsonObject node, string format)
    {
        var at = 1;
        var written = format;
        foreach (var group in Specifier().Matches(format).Select(match => match.Groups["letter"]).Where(group => group.Value is not ("%" or "n")))
        {
            var letter = group.Value[0];
            if (at >= DialectNodes.Children(node).Count)
            {
                break;
            }

            var argument = DialectNodes.Child(node, at);
            var kind = _kinds.Of(argument);
            if (letter is 's' or 'S' && kind != ExpressionKind.Text)
            {
                var text = DialectNodes.Cast(DialectNodes.Null(), "VARCHAR");
                DialectNodes.Replace(argument, text);
                text["child"] = argument;
            }
            else if (letter is 'e' or 'f' or 'g' && kind is not ExpressionKind.Double)
            {
                var number = DialectNodes.Cast(DialectNodes.Null(), "DOUBLE");
                DialectNodes.Replace(argument, number);
                number["child"] = argument;
            }

            else if (letter is 'b')
            {
                // Whether it is true, in words; of a null false.
                if (kind is not (ExpressionKind.Boolean or ExpressionKind.Null))
                {
                    throw Failed(TrinoErrorCode.NotSupported, node, "%b of format takes a boolean here. For other values write %s.");
                }

                written = $"{written[..group.Index]}s{written[(group.Index + 1)..]}";
                var isTrue = DialectNodes.Cast(DialectNodes.Null(), "VARCHAR");
                DialectNodes.Replace(argument, isTrue);
                isTrue["child"] = DialectNodes.Expression("OPERATOR", "OPERATOR_COALESCE", new JsonArray(argument, DialectNodes.Cast(DialectNodes.Constant("false"), "BOOLEAN")));
            }

            at++;
        }

        if (written != format)
        {
            DialectNodes.Replace(DialectNodes.Child(node, 0), DialectNodes.Constant(written));
        }

        Rename(node, "printf");
    }

    [GeneratedRegex(@"%[-#+ 0,(]*\d*(?:\.\d+)?(?<letter>[a-zA-Z%])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Specifier();
}
