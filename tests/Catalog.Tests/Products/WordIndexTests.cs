using MeshStarter.Catalog.Search;

namespace MeshStarter.Catalog.Tests.Products;

/// <summary>The words of documents in memory.</summary>
[Trait("Category", "Quick")]
public sealed class WordIndexTests
{
    private readonly WordIndex _index = new();

    [Fact]
    public void Rank_is_of_the_worst_word_and_whole_words_come_before_beginnings()
    {
        Add(0, name: "order event");
        Add(1, name: "ordering");
        Add(2, name: "event", summary: "order");
        Add(3, summary: "ordering");
        Add(4, columns: "order");
        Add(5, columns: "ordering");
        Add(6, other: "order");
        Add(7, other: "event");

        Assert.Equal([7, 6, 5, 4, 3, 2, 1, 0], _index.Rank(["order"], 8));
        Assert.Equal([7, 0, 5, 0, 0, 0, 0, 0], _index.Rank(["order", "event"], 8));
    }

    [Fact]
    public void Beginning_may_be_longer_than_what_the_word_is_looked_up_as()
    {
        _index.Add(0, new DocumentWords(["author"], [], [], ["author"], ["authorization", "the"]));
        _index.Add(1, new DocumentWords([], ["author"], [], ["author"], ["author"]));

        Assert.Equal([6, 0], _index.Rank(["authoriz"], 2));
        Assert.Equal([7, 5], _index.Rank(["author"], 2));
        Assert.Equal([0, 0], _index.Rank(["th"], 2));
    }

    [Fact]
    public void Replaced_documents_are_gone_after_the_numbers_are_given_again()
    {
        Add(0, name: "apple");
        Add(1, name: "pear");
        Add(2, name: "apple quince");

        _index.Renumber([-1, 0, 1]);

        Assert.Equal([0, 7], _index.Rank(["apple"], 2));
        Assert.Equal([7, 0], _index.Rank(["pear"], 2));
        Assert.True(_index.Has("quin", isWhole: false, number => number == 1));
        Assert.False(_index.Has("quin", isWhole: true, _ => true));
    }

    [Theory]
    [InlineData("custmer", "customer")]
    [InlineData("emial", "email")]
    [InlineData("wherehouse", "warehouse")]
    [InlineData("zebra", null)]
    public void Nearest_word_is_found_by_few_letters(string word, string? meant)
    {
        Add(0, name: "customer email warehouse emails custom");

        Assert.Equal(meant, _index.Nearest(word) is [var nearest, ..] ? nearest : null);
    }

    private void Add(int number, string name = "", string summary = "", string columns = "", string other = "") => _index.Add(
        number, new DocumentWords(Words(name), Words(summary), Words(columns), Words($"{name} {summary} {columns} {other}"), Words(name)));

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
