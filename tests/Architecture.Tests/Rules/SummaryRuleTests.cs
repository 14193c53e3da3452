namespace MeshStarter.Architecture.Tests.Rules;

public sealed class SummaryRuleTests
{
    [Fact]
    public void Summaries_begin_with_a_noun_or_a_verb() =>
        HouseRule.IsFollowed(Repository.Sources("", ".cs").Concat(Repository.Sources("", ".razor")).SelectMany(SummaryRule.Violations));

    [Theory]
    [InlineData("/// <summary>", "What it does.</summary>", 2)]
    [InlineData("    /// <summary>\n    /// ", "Which of them counts.\n    /// </summary>", 2)]
    [InlineData("/// <summary>", "Whoever asks.</summary>", 2)]
    public void A_summary_that_begins_otherwise_is_found_at_its_line(string opening, string text, int line) => Assert.Equal(
        [$"a/A.cs({line}): a summary begins with \"{text.Split(' ')[0]}\". Fix: begin with what the type is or the member does."],
        SummaryRule.Violations(new SourceFile("a/A.cs", "namespace A;\n" + opening + text)));

    [Theory]
    [InlineData("Whether it runs.")]
    [InlineData("Offers a row.")]
    [InlineData("The time when it ran.")]
    public void A_noun_or_a_verb_is_left_alone(string text) =>
        Assert.Empty(SummaryRule.Violations(new SourceFile("a/A.cs", "/// <summary>" + text + "</summary>")));
}
