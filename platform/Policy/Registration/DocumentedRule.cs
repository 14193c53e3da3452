using System.Globalization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Registration;

/// <summary><c>check: documented</c>: the descriptions of the product and its columns say more than their names do.</summary>
internal sealed class DocumentedRule(RegistrationRuleHead head, int words) : RegistrationRule(head)
{
    public const string Kind = "documented";

    private const int DefaultWords = 5;
    private const int MostWords = 100;

    private static readonly char[] Separators = [' ', '\t', '\n', '\r', '_', '-', '.', ',', ';', ':', '(', ')'];
    private static readonly string[] Articles = ["the", "a", "an"];

    public static RegistrationRule? Read(RegistrationRuleHead head, YamlSection rule)
    {
        if (rule.Scalar("words", "a whole number") is not { } given)
        {
            return rule.Find("words") is null ? new DocumentedRule(head, DefaultWords) : null;
        }

        var words = rule.Issues.Whole(given, 1, MostWords, "documented.words", "is no number of words.", $"Write \"words: {DefaultWords}\", 1 to {MostWords}: the least length of a product's description.");
        return words is { } least ? new DocumentedRule(head, (int)least) : null;
    }

    public static string InWords(YamlMapping rule) =>
        $"The description of the product has {(RuleText.TextOf(rule, "words") is { Length: > 0 } words ? words : DefaultWords.ToString(CultureInfo.InvariantCulture))} words or more, and that of a column says more than its name";

    private protected override IEnumerable<Finding> Find(DataProductDescriptor descriptor)
    {
        if (Words(descriptor.Description).Length < words)
        {
            yield return new Finding("description", $"The description of the product has fewer than {words.ToString(CultureInfo.InvariantCulture)} words.", "Say in a sentence what it holds and for whom.");
        }

        foreach (var (column, field) in Columns(descriptor))
        {
            var said = Words(column.Description);
            if (said.All(word => NameWords.Of(column.Name).Contains(word, StringComparer.OrdinalIgnoreCase) || Articles.Contains(word, StringComparer.OrdinalIgnoreCase)))
            {
                yield return new Finding($"{field}.description", $"The description of the column {column.Name} says no more than its name.", "Say what its values mean, in which unit, and when there is none.");
            }
        }
    }

    private static string[] Words(string? text) => (text ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries);
}
