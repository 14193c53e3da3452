using MeshStarter.Architecture.Tests.House;

namespace MeshStarter.Architecture.Tests.Rules;

public sealed class RetiredWordRuleTests
{
    // Domains and templates are left out: their words are those of a business, which may have doors and desks.
    private static readonly string[] Rooms = ["platform/", "ServiceDefaults/", "AppHost/", "eng/", "benchmarks/", "tests/"];

    [Fact]
    public void Identifiers_use_the_words_of_the_glossary() =>
        HouseRule.IsFollowed(Rooms.SelectMany(room => Repository.Sources(room, ".cs")).SelectMany(RetiredWordRule.Violations));

    [Fact]
    public void A_retired_word_is_found_with_its_replacement() => Assert.Equal(
        [
            """a/TableUpkeep.cs: _toldOnce uses "told". Fix: say "reported", as docs/glossary.md does.""",
            """a/TableUpkeep.cs: TableUpkeep uses "upkeep". Fix: say "maintenance", as docs/glossary.md does.""",
        ],
        RetiredWordRule.Violations(new SourceFile("a/TableUpkeep.cs", "class A { private bool _toldOnce; }")));

    [Fact]
    public void A_retired_term_of_two_words_is_found() => Assert.Equal(
        ["""a/A.cs: IsKeptOut uses "kept out". Fix: say "quarantined", as docs/glossary.md does."""],
        RetiredWordRule.Violations(new SourceFile("a/A.cs", "class A { bool IsKeptOut; }")));

    [Theory]
    [InlineData("class A; // told")]
    [InlineData("class A { string B = \"told\"; }")]
    [InlineData("class Folder { int Understanding; }")]
    public void Texts_comments_and_other_words_are_left_alone(string text) =>
        Assert.Empty(RetiredWordRule.Violations(new SourceFile("a/A.cs", text)));
}
