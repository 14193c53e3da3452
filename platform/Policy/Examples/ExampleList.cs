using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Policy.Examples;

/// <summary>Reads the key <c>examples</c> of rules.</summary>
internal static class ExampleList
{
    private const int MaxExamples = 50;

    /// <summary>Reads the examples of a rule; what is wrong with one is noted.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="form">An example, for messages.</param>
    /// <param name="readOne">Reads an example, of which it is known what is to come of it.</param>
    public static IReadOnlyList<T> Read<T>(YamlSection rule, string form, Func<YamlSection, ExpectedOutcome?, T?> readOne)
        where T : class
    {
        var items = rule.Items("examples", $"a list of {form}") ?? [];
        if (items.Count > MaxExamples)
        {
            rule.Issues.Error(rule.Mapping.Line, rule.PathOf("examples"), "examples.many", $"There are {items.Count} examples; at most {MaxExamples} are taken.", "Keep those that differ.");
        }

        return [.. items.Take(MaxExamples).Select(item => YamlSection.Of(item, rule.Issues, form)).OfType<YamlSection>().Select(example => readOne(example, Expected(example))).OfType<T>()];
    }

    private static ExpectedOutcome? Expected(YamlSection example)
    {
        if (example.Find("expect") is null)
        {
            example.Issues.Error(example.Mapping, "key.missing", "The example does not say what is to come of it.", "Write \"expect: permit\" or \"expect: deny\".");
        }

        return example.Word<ExpectedOutcome>("expect");
    }
}
