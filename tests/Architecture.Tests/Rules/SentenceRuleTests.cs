namespace MeshStarter.Architecture.Tests.Rules;

public sealed class SentenceRuleTests
{
    private const string History = "benchmarks/HISTORY.md";

    [Fact]
    public void Pages_have_sentences_and_cells_that_are_read_at_a_glance()
    {
        var pages = Repository.Sources("", ".md").Where(page => page.Path != History).ToList();
        Assert.Contains(pages, page => page.Path == "README.md");
        Assert.Contains(pages, page => page.Path == "platform/Sdk/README.md");
        HouseRule.IsFollowed(pages.SelectMany(SentenceRule.Violations));
    }

    [Theory]
    [InlineData("{0}", 1)]
    [InlineData("Short.\n\n## Part\n\n{0}", 5)]
    [InlineData("- a\n- {0}\n- c", 2)]
    [InlineData("| a | b |\n|---|---|\n| c | {0} |", 3)]
    [InlineData("```\ncode\n```\n{0}", 4)]
    [InlineData("First. (Second.) {0} Last.", 1)]
    public void A_long_sentence_is_found(string page, int line) => Assert.Equal(
        [$"docs/a.md({line}): a sentence has 41 words. Fix: at most 40: \"{Words(41)[..60]}…\""],
        SentenceRule.Violations(new SourceFile("docs/a.md", string.Format(null, page, Words(41)))));

    [Fact]
    public void A_sentence_over_several_lines_is_found_at_its_first() => Assert.Equal(
        [$"docs/a.md(2): a sentence has 42 words. Fix: at most 40: \"{Words(60)[..60]}…\""],
        SentenceRule.Violations(new SourceFile("docs/a.md", $"\n{Words(20)[..^1]}\n{Words(22)}\n")));

    [Fact]
    public void A_long_cell_is_found() => Assert.Equal(
        ["docs/a.md(3): a cell has 301 characters. Fix: at most 300; put the rest below the table."],
        SentenceRule.Violations(new SourceFile("docs/a.md", $"| a | b |\n|---|---|\n| c | {new string('x', 301)} |")));

    [Theory]
    [InlineData("{0} {0}")]
    [InlineData("{0}\n{0}")]
    [InlineData("# {0}\n\n- {0}\n- {0}")]
    [InlineData("| {0} | {0} |")]
    public void Sentences_of_40_words_are_left_alone(string page) =>
        Assert.Empty(SentenceRule.Violations(new SourceFile("docs/a.md", string.Format(null, page, Words(40)))));

    [Fact]
    public void Code_is_one_word_and_the_address_of_a_link_is_none()
    {
        Assert.Empty(SentenceRule.Violations(new SourceFile("docs/a.md", $"`{Words(41)}` [a]({new string('x', 50)}) {Words(38)}")));
        Assert.Empty(SentenceRule.Violations(new SourceFile("docs/a.md", $"```\n{Words(41)}\n```")));
    }

    // w w … w.
    private static string Words(int count) => string.Join(' ', Enumerable.Repeat("w", count)) + ".";
}
