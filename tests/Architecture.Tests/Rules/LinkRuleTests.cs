namespace MeshStarter.Architecture.Tests.Rules;

public sealed class LinkRuleTests
{
    [Fact]
    public void Relative_links_lead_to_files_that_are_there()
    {
        var pages = Repository.Sources("", ".md");
        Assert.Contains(pages, page => page.Path == "README.md");
        HouseRule.IsFollowed(pages.SelectMany(page => LinkRule.Violations(page, Exists)));
    }

    [Fact]
    public void Every_page_is_in_the_index()
    {
        var index = Repository.Read("docs/README.md");
        var pages = Repository.Sources("docs/", ".md").Select(page => page.Path["docs/".Length..]).Where(page => page != "README.md" && !page.Contains('/', StringComparison.Ordinal)).ToList();
        Assert.Contains("query.md", pages);
        HouseRule.IsFollowed(pages.Where(page => !index.Contains($"]({page})", StringComparison.Ordinal)).Select(page => $"docs/README.md: it does not link to {page}."));
    }

    [Fact]
    public void A_link_into_the_void_is_found() => Assert.Equal(
        ["docs/a.md: it links to ../gone.md#part, and nothing is there."],
        LinkRule.Violations(new SourceFile("docs/a.md", "see [b](b.md), [c](../gone.md#part \"C\")"), path => path == Path.Combine("docs", "b.md")));

    [Theory]
    [InlineData("[site](https://example.org/x)")]
    [InlineData("[post](mailto:a@example.org)")]
    [InlineData("[below](#below)")]
    [InlineData("```\n[no](link)\n```\n")]
    public void A_link_elsewhere_is_not_looked_up(string text) => Assert.Empty(LinkRule.Violations(new SourceFile("README.md", text), _ => false));

    private static bool Exists(string path) => File.Exists(Path.Combine(Repository.Root, path)) || Directory.Exists(Path.Combine(Repository.Root, path));
}
