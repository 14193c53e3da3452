namespace MeshStarter.Architecture.Tests.Rules;

public sealed class PageRuleTests
{
    [Fact]
    public void Each_page_is_looked_at_and_documented() =>
        HouseRule.IsFollowed(PageRule.Violations(
            Repository.Sources("platform/Portal/", ".razor"), Source("tests/Portal.Tests/ObstacleTests.cs"), Source("tests/Portal.Tests/AwayServiceTests.cs"), Source("docs/portal.md")));

    [Fact]
    public void A_page_without_a_look_or_a_row_is_found() => Assert.Equal(
        [
            "docs: /owners/{Name} of a.razor is not there. Fix: add a row.",
            "tests: /owners of b.razor is not there. Fix: look at it there.",
            "away: /owners of b.razor is not there. Fix: load it there.",
        ],
        PageRule.Violations(
            [new("a.razor", "@page \"/owners/{Name}\"\n@page \"/{*Address}\"\n"), new("b.razor", "@page \"/owners\"\n@inherits FormPage\n"), new("c.razor", "<p></p>")],
            new("tests", "(\"owner\", \"/owners/orders?at=\"),"),
            new("away", "[InlineData(\"/owners/orders\")]"),
            new("docs", "| `/owners` | `/owners/`")));

    private static SourceFile Source(string path) => new(path, Repository.Read(path));
}
