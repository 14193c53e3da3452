using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Failures;

namespace MeshStarter.Platform.Sql.Dialect;

/// <summary>Functions of regular expressions, whose patterns and replacements are Java's.</summary>
internal sealed partial class DialectRewriter
{
    private const string NotEmpty = "A pattern that matches the empty text finds other places here. Write one that does not: + in place of *, for example.";

    private bool Pattern(JsonObject node, string name, int count)
    {
        if (count > 1 && name is "regexp_extract_all" or "regexp_split" or "regexp_replace" && DialectNodes.TextConstant(DialectNodes.Child(node, 1)) is null && DialectNodes.Class(DialectNodes.Child(node, 1)) is not ("PARAMETER" or "CONSTANT"))
        {
            Wrap(DialectNodes.Child(node, 1), "some");
            return false;
        }

        if (count < 2 || name is not ("regexp_like" or "regexp_extract" or "regexp_extract_all" or "regexp_replace" or "regexp_count" or "regexp_split" or "regexp_position") || RegularExpression.Of(DialectNodes.TextConstant(DialectNodes.Child(node, 1))) is not { } pattern)
        {
            return false;
        }

        if (pattern.Engine != pattern.Text)
        {
            DialectNodes.Replace(DialectNodes.Child(node, 1), DialectNodes.Constant(pattern.Engine));
            _isChanged = true;
        }

        switch (name)
        {
            case "regexp_count" or "regexp_split" or "regexp_extract_all" when pattern.MatchesEmpty:
                throw Failed(TrinoErrorCode.NotSupported, node, NotEmpty);
            case "regexp_extract" or "regexp_extract_all" when count == 3 && DialectNodes.Number(DialectNodes.Child(node, 2)) is { } group && (group < 0 || group > pattern.Groups.Count):
                throw Failed(TrinoErrorCode.InvalidFunctionArgument, node, string.Create(CultureInfo.InvariantCulture, $"Pattern has {pattern.Groups.Count} groups. Cannot access group {group}"));
            case "regexp_replace" when count is 2 or 3:
                Replacement(node, pattern, count);
                return true;
            default:
                return false;
        }
    }

    private void Replacement(JsonObject node, RegularExpression pattern, int count)
    {
        if (count == 3 && DialectNodes.Class(DialectNodes.Child(node, 2)) == "LAMBDA")
        {
            throw Failed(TrinoErrorCode.NotSupported, node, "regexp_replace takes a text as its replacement here, no function: write groups as $1.");
        }

        var replacement = count == 2 ? "" : DialectNodes.TextConstant(DialectNodes.Child(node, 2)) is { } text ? EngineReplacement(node, text, pattern) : null;
        if (pattern.MatchesEmpty && !pattern.IsEmptyOnly && replacement is not "")
        {
            // The empty text after a match is found too, which the engine leaves out.
            if (pattern.Repeated is null || replacement is null || replacement.Contains('\\', StringComparison.Ordinal))
            {
                throw Failed(TrinoErrorCode.NotSupported, node, NotEmpty);
            }

            DialectNodes.Replace(DialectNodes.Child(node, 1), DialectNodes.Constant(pattern.Repeated));
            Call(node, "regexp_replace_all");
            return;
        }

        if (replacement is null)
        {
            Call(node, "regexp_replace");
            return;
        }

        if (count == 3)
        {
            DialectNodes.Replace(DialectNodes.Child(node, 2), DialectNodes.Constant(replacement));
        }
        else
        {
            DialectNodes.Children(node).Add((JsonNode)DialectNodes.Constant(replacement));
        }

        DialectNodes.Children(node).Add((JsonNode)DialectNodes.Constant("g"));
        _isChanged = true;
    }

    // $1 and ${name} are groups, and \ takes the next character as it is: the engine has \1, and \\.
    private string EngineReplacement(JsonObject node, string text, RegularExpression pattern)
    {
        var written = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '\\' when at + 1 < text.Length:
                    at++;
                    written.Append(text[at] == '\\' ? @"\\" : text[at].ToString());
                    break;
                case '$' when at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]):
                    at++;
                    Group(text[at] - '0');
                    break;
                case '$' when at + 1 < text.Length && text[at + 1] == '{' && text.IndexOf('}', at) is > 0 and var end:
                    var name = text[(at + 2)..end];
                    at = end;
                    Group(pattern.Groups.ToList().IndexOf(name) is >= 0 and var place ? place + 1 : int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue);
                    break;
                case '\\' or '$':
                    throw Failed(TrinoErrorCode.InvalidFunctionArgument, node, $"Illegal replacement sequence: {text[at..]}. Write \\$ and \\\\ for these characters themselves.");
                default:
                    written.Append(text[at]);
                    break;
            }
        }

        return written.ToString();

        void Group(int number)
        {
            if (number > pattern.Groups.Count)
            {
                throw Failed(TrinoErrorCode.InvalidFunctionArgument, node, "Illegal replacement sequence: unknown group");
            }

            if (number > 9)
            {
                throw Failed(TrinoErrorCode.NotSupported, node, "A replacement takes the first nine groups here.");
            }

            written.Append(CultureInfo.InvariantCulture, $"\\{number}");
        }
    }
}
