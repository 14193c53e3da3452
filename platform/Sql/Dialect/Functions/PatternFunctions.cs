using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Formats;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Dialect.Functions;

/// <summary>Functions of regular expressions, whose patterns and replacements are Java's.</summary>
internal static class PatternFunctions
{
    private const string NotEmpty = "A pattern that matches the empty text finds other places here. Write one that does not: + in place of *, for example.";

    public static IEnumerable<DialectFunction> All =>
    [
        .. DialectFunction.Each("regexp_count regexp_extract_all regexp_position regexp_split", Pattern),
        new("regexp_extract", Pattern) { IsEngines = count => count > 3 },
        new("regexp_like", Pattern) { EngineName = "regexp_matches", Signature = "(varchar, varchar) -> boolean" },
        new("regexp_replace", Pattern) { IsEngines = count => count > 3 },
    ];

    private static bool Pattern(DialectCall call)
    {
        if (call.Count < 2)
        {
            return false;
        }

        if (call.Name == "regexp_extract_all" && call.Count == 3)
        {
            call.IntegerAt(2);
        }

        if (call.Name is "regexp_extract_all" or "regexp_split" or "regexp_replace" && call.Text(1) is null && Nodes.Class(call[1]) is not ("PARAMETER" or "CONSTANT"))
        {
            call.Context.Wrap(call[1], "some");
            return false;
        }

        if (RegularExpression.Of(call.Text(1), isTest: call.Name == "regexp_like") is not { } pattern)
        {
            return false;
        }

        if (pattern.HasClassOfClasses)
        {
            throw call.Failed(TrinoErrorCode.NotSupported, @"A class of a pattern takes no && and no class within it here: write [b-df-hj-np-tv-z] for [a-z&&[^aeiou]], and \[ for the character itself.");
        }

        if (pattern.Engine != pattern.Text)
        {
            call.Context.Become(call[1], Nodes.Constant(pattern.Engine));
        }

        switch (call.Name)
        {
            case "regexp_count" or "regexp_split" or "regexp_extract_all" when pattern.MatchesEmpty:
                throw call.Failed(TrinoErrorCode.NotSupported, NotEmpty);
            case "regexp_extract" or "regexp_extract_all" when call.Count == 3 && call.Number(2) is { } group && (group < 0 || group > pattern.Groups.Count):
                throw call.Failed(TrinoErrorCode.InvalidFunctionArgument, string.Create(CultureInfo.InvariantCulture, $"Pattern has {pattern.Groups.Count} groups. Cannot access group {group}"));
            case "regexp_replace" when call.Count is 2 or 3:
                Replacement(call.Context, call.Node, pattern, call.Count);
                return true;
            default:
                return false;
        }
    }

    private static void Replacement(DialectContext context, JsonObject node, RegularExpression pattern, int count)
    {
        if (count == 3 && Nodes.Class(Nodes.Child(node, 2)) == "LAMBDA")
        {
            throw context.Failed(TrinoErrorCode.NotSupported, node, "regexp_replace takes a text as its replacement here, no function: write groups as $1.");
        }

        var replacement = count == 2 ? "" : Nodes.TextConstant(Nodes.Child(node, 2)) is { } text ? EngineReplacement(context, node, text, pattern) : null;
        if (pattern.MatchesEmpty && !pattern.IsEmptyOnly && replacement is not "")
        {
            // The empty text after a match is found too, which the engine leaves out.
            if (pattern.Repeated is null || replacement is null || replacement.Contains('\\', StringComparison.Ordinal))
            {
                throw context.Failed(TrinoErrorCode.NotSupported, node, NotEmpty);
            }

            Nodes.Replace(Nodes.Child(node, 1), Nodes.Constant(pattern.Repeated));
            context.Call(node, "regexp_replace_all");
            return;
        }

        if (replacement is null)
        {
            context.Call(node, "regexp_replace");
            return;
        }

        if (count == 3)
        {
            Nodes.Replace(Nodes.Child(node, 2), Nodes.Constant(replacement));
        }
        else
        {
            Nodes.Children(node).Add((JsonNode)Nodes.Constant(replacement));
        }

        Nodes.Children(node).Add((JsonNode)Nodes.Constant("g"));
        context.IsChanged = true;
    }

    // $1 and ${name} are groups, and \ takes the next character as it is: the engine has \1, and \\.
    private static string EngineReplacement(DialectContext context, JsonObject node, string text, RegularExpression pattern)
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
                    throw context.Failed(TrinoErrorCode.InvalidFunctionArgument, node, $"Illegal replacement sequence: {text[at..]}. Write \\$ and \\\\ for these characters themselves.");
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
                throw context.Failed(TrinoErrorCode.InvalidFunctionArgument, node, "Illegal replacement sequence: unknown group");
            }

            if (number > 9)
            {
                throw context.Failed(TrinoErrorCode.NotSupported, node, "A replacement takes the first nine groups here.");
            }

            written.Append(CultureInfo.InvariantCulture, $"\\{number}");
        }
    }
}
