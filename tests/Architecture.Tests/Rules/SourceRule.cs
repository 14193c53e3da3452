using System.Text.RegularExpressions;

namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>A file is short enough to be read, and a type's name says what it is.</summary>
internal static partial class SourceRule
{
    private const int MaxLines = 400;

    public static IReadOnlyList<string> Violations(SourceFile source)
    {
        var lines = source.Text.TrimEnd().Split('\n').Length;
        return
        [
            .. lines > MaxLines ? [$"{source.Path}: it has {lines} lines, {MaxLines} are the most. Fix: look for a second concept."] : Array.Empty<string>(),
            .. VagueType().Matches(source.Text).Select(type => $"{source.Path}: {type.Groups["name"].Value} does not say what it is. Fix: name it after what it does."),
        ];
    }

    [GeneratedRegex(@"\b(class|record|struct|interface|enum) (?<name>\w*(Manager|Helper|Helpers|Util|Utils|Utility|Utilities))\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex VagueType();
}
