namespace MeshStarter.Architecture.Tests.Rules;

public sealed class RetiredWordRuleTests
{
    // Domains and templates are left out: their words are those of a business, which may have other senses.
    private static readonly string[] Product = ["platform/", "ServiceDefaults/", "AppHost/", "eng/"];
    private static readonly string[] Rooms = [.. Product, "benchmarks/", "tests/"];

    // The words that the rules look for, and the changes of the past, are in these.
    private static readonly string[] OfWords = ["tests/Architecture.Tests/", "CHANGELOG.md"];

    [Fact]
    public void Identifiers_use_the_words_of_the_glossary() =>
        HouseRule.IsFollowed(Sources(Rooms, ".cs").SelectMany(RetiredWordRule.NameViolations));

    [Fact]
    public void Comments_use_the_words_of_the_glossary() =>
        HouseRule.IsFollowed(Sources(Rooms, ".cs").SelectMany(RetiredWordRule.CommentViolations));

    // Texts of tests are left out: they are what users and domains write.
    [Fact]
    public void Texts_of_the_product_use_the_words_of_the_glossary() =>
        HouseRule.IsFollowed(new[] { ".cs", ".razor", ".yaml", ".http", ".ts" }.SelectMany(end => Sources(Product, end)).SelectMany(RetiredWordRule.TextViolations));

    [Fact]
    public void Pages_and_projects_use_the_words_of_the_glossary() => HouseRule.IsFollowed(
        Sources([.. Rooms, "docs/", ".ci/"], ".md").Concat(Repository.Sources("", ".md").Where(page => !page.Path.Contains('/', StringComparison.Ordinal)))
            .Concat(new[] { ".csproj", ".props", ".targets" }.SelectMany(end => Sources(Rooms, end)))
            .Where(page => !OfWords.Any(path => page.Path.StartsWith(path, StringComparison.Ordinal)))
            .SelectMany(RetiredWordRule.TextViolations));

    [Fact]
    public void A_phrase_that_is_allowed_is_used() => Assert.Empty(RetiredWords.Allowed.Keys.Except(
        Sources([.. Product, "docs/"], "").Where(source => source.Path.EndsWith(".cs", StringComparison.Ordinal) || source.Path.EndsWith(".razor", StringComparison.Ordinal) || source.Path.EndsWith(".md", StringComparison.Ordinal))
            .SelectMany(source => RetiredWords.Allowed.Keys.Where(phrase => source.Text.Contains(phrase, StringComparison.Ordinal)))));

    [Fact]
    public void A_retired_word_is_found_with_its_replacement() => Assert.Equal(
        [
            """a/TableUpkeep.cs: _toldOnce uses "told". Fix: say "reported", as docs/glossary.md does.""",
            """a/TableUpkeep.cs: TableUpkeep uses "upkeep". Fix: say "maintenance", as docs/glossary.md does.""",
        ],
        RetiredWordRule.NameViolations(new SourceFile("a/TableUpkeep.cs", "class A { private bool _toldOnce; }")));

    [Fact]
    public void A_retired_term_of_two_words_is_found() => Assert.Equal(
        ["""a/A.cs: IsKeptOut uses "kept out". Fix: say "quarantined", as docs/glossary.md does."""],
        RetiredWordRule.NameViolations(new SourceFile("a/A.cs", "class A { bool IsKeptOut; }")));

    [Theory]
    [InlineData("class A; // told")]
    [InlineData("class A { string B = \"told\"; }")]
    [InlineData("class Folder { int Understanding; }")]
    public void Names_are_found_apart_from_texts_and_other_words(string text) =>
        Assert.Empty(RetiredWordRule.NameViolations(new SourceFile("a/A.cs", text)));

    [Theory]
    [InlineData("class A;\n// It is told.", 2, "told", "reported")]
    [InlineData("class A;\n\n/// <summary>Rows that are kept\n/// and Whoever reads.</summary>\nclass B;", 4, "whoever", "caller, user or client")]
    [InlineData("class A { /* it stands */ }", 1, "stands", "is")]
    [InlineData("/// <summary>Every length is held\n/// against it.</summary>\nclass A;", 1, "held against", "validated against")]
    public void A_retired_word_of_a_comment_is_found_at_its_line(string text, int line, string word, string replacement) => Assert.Equal(
        [$"a/A.cs({line}): it uses \"{word}\". Fix: say \"{replacement}\", as docs/glossary.md does."],
        RetiredWordRule.CommentViolations(new SourceFile("a/A.cs", text)));

    [Fact]
    public void Comments_are_found_apart_from_texts() =>
        Assert.Empty(RetiredWordRule.CommentViolations(new SourceFile("a/A.cs", "class A { string B = \"told\"; }")));

    [Theory]
    [InlineData("description: every door\n  decides", 1, "door", "endpoint")]
    [InlineData("# Page\n\nRows are kept\nout.", 3, "kept out", "quarantined")]
    [InlineData("class A { string B = $\"{c} told\"; }", 1, "told", "reported")]
    public void A_retired_word_of_a_text_is_found_at_its_line(string text, int line, string word, string replacement) => Assert.Equal(
        [$"docs/a.md({line}): it uses \"{word}\". Fix: say \"{replacement}\", as docs/glossary.md does."],
        RetiredWordRule.TextViolations(new SourceFile("docs/a.md", text)));

    [Theory]
    [InlineData("GET /products/{name}/majors")]
    [InlineData("withdrawn by who asked")]
    [InlineData("the column told_at of product_majors, folder and understanding")]
    public void An_allowed_phrase_and_other_words_are_left_alone(string text) =>
        Assert.Empty(RetiredWordRule.TextViolations(new SourceFile("docs/a.md", text)));

    private static IEnumerable<SourceFile> Sources(IEnumerable<string> rooms, string end) => rooms.SelectMany(room => Repository.Sources(room, end));
}
