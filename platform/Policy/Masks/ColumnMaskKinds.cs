using System.Globalization;
using MeshStarter.Contracts;

namespace MeshStarter.Policy;

/// <summary>
/// The masks by name, strongest first. Choose <c>nullify</c> when not even the existence of a value may be known,
/// <c>redact</c> when no reader needs the value, <c>hash</c> when readers count or join by it, <c>partial</c> when
/// people compare it with what they have in hand.
/// </summary>
public static class ColumnMaskKinds
{
    /// <summary><see cref="NullMask"/>.</summary>
    public const string Nullify = "nullify";

    /// <summary><see cref="RedactMask"/>.</summary>
    public const string Redact = "redact";

    /// <summary><see cref="HashMask"/>.</summary>
    public const string Hash = "hash";

    /// <summary><see cref="PartialMask"/>.</summary>
    public const string Partial = "partial";

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> All { get; } = [Nullify, Redact, Hash, Partial];

    /// <summary>Reads <c>mask: redact</c>, or <c>mask: { kind: partial, show_last: 4 }</c>.</summary>
    internal static ColumnMask? Read(YamlSection rule)
    {
        const string Example = "\"mask: redact\" or \"mask: { kind: partial, show_last: 4 }\"";
        switch (rule.Find("mask"))
        {
            case null:
                rule.Issues.Error(rule.Mapping.Line, rule.PathOf("mask"), "key.missing", "The key mask is missing.", $"Write {Example}.");
                return null;
            case YamlScalar kind:
                return Of(kind, null, rule.Issues);
            case var node when YamlSection.Of(node, rule.Issues, Example) is { } section:
                var named = section.RequiredScalar("kind", $"Write {Example}.");
                var mask = named is null ? null : Of(named, section, rule.Issues);
                section.RefuseOthers();
                return mask;
            default:
                return null;
        }
    }

    private static ColumnMask? Of(YamlScalar kind, YamlSection? terms, YamlIssues issues)
    {
        switch (kind.Text)
        {
            case Nullify:
                return new NullMask();
            case Redact:
                return new RedactMask();
            case Hash:
                return new HashMask();
            case Partial:
                return ShowLast(kind, terms, issues) is { } shown ? new PartialMask(shown) : null;
            default:
                var nearest = Suggestion.Nearest(kind.Text, All) is { } word ? $"Did you mean {word}? " : "";
                issues.Error(kind, "value.unknown", $"{Quoted.Text(kind.Text)} is not a mask.", $"{nearest}Use one of {string.Join(", ", All)}.");
                return null;
        }
    }

    private static int? ShowLast(YamlScalar kind, YamlSection? terms, YamlIssues issues)
    {
        var number = terms?.Scalar("show_last", "a whole number");
        if (int.TryParse(number?.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var shown) && shown is >= 1 and <= PartialMask.MaxShown)
            return shown;
        issues.Error(
            number ?? kind, "mask.show_last", "The mask partial does not say how many characters it shows.", $"Write \"mask: {{ kind: partial, show_last: 4 }}\", with 1 to {PartialMask.MaxShown}.");
        return null;
    }
}
