namespace MeshStarter.Architecture.Tests.Rules;

public sealed class PublicApiRuleTests
{
    private static readonly ProjectFile Held = new("platform/Sdk/Sdk.csproj", [], [PublicApiRule.Analyzer]);

    private static readonly SourceFile Shipped = new("platform/Sdk/PublicAPI.Shipped.txt", "#nullable enable\n");

    private static readonly SourceFile Unshipped = new("platform/Sdk/PublicAPI.Unshipped.txt", "#nullable enable\nSdk.Clock.Day() -> int\n");

    [Theory]
    [InlineData("Sdk")]
    [InlineData("Sdk.Hosting")]
    [InlineData("Sdk.Import")]
    [InlineData("Sdk.Pipelines")]
    public void Public_api_of_the_sdk_is_held_by_its_files(string room) => HouseRule.IsFollowed(
        PublicApiRule.Violations(Repository.Projects.Single(project => project.Path == $"platform/{room}/{room}.csproj"), Repository.Sources($"platform/{room}/", ".txt")));

    [Fact]
    public void Files_with_a_member_and_the_analyzer_follow_the_rule() => Assert.Empty(PublicApiRule.Violations(Held, [Shipped, Unshipped]));

    [Fact]
    public void File_that_is_missing_is_found() =>
        Assert.Contains("platform/Sdk/PublicAPI.Shipped.txt: is missing", Assert.Single(PublicApiRule.Violations(Held, [Unshipped])), StringComparison.Ordinal);

    [Fact]
    public void Files_without_a_member_are_found() => Assert.Contains(
        "neither file lists a member", Assert.Single(PublicApiRule.Violations(Held, [Shipped, Unshipped with { Text = "#nullable enable\n" }])), StringComparison.Ordinal);

    [Fact]
    public void Project_without_the_analyzer_is_found() => Assert.Contains(
        "does not reference Microsoft.CodeAnalysis.PublicApiAnalyzers", Assert.Single(PublicApiRule.Violations(Held with { Packages = [] }, [Shipped, Unshipped])), StringComparison.Ordinal);
}
