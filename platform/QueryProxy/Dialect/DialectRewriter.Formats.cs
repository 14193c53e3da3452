using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MeshStarter.QueryProxy.Dialect;

/// <summary>Texts that are made after a format.</summary>
internal sealed partial class DialectRewriter
{
    // format('%s of %,.2f', day, price): the engine's takes texts, whole numbers and doubles, each where its letter is.
    private void TextFormat(JsonObject node, string format)
    {
        var at = 1;
        foreach (var letter in Specifier().Matches(format).Select(match => match.Groups["letter"].Value[0]).Where(letter => letter is not ('%' or 'n')))
        {
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

            at++;
        }

        Rename(node, "printf");
    }

    [GeneratedRegex(@"%[-#+ 0,(]*\d*(?:\.\d+)?(?<letter>[a-zA-Z%])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Specifier();
}
