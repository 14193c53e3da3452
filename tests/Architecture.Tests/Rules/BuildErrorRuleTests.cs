namespace MeshStarter.Architecture.Tests.Rules;

public sealed class BuildErrorRuleTests
{
    [Fact]
    public void Every_error_of_the_build_has_a_number_of_its_own()
    {
        List<SourceFile> sources = [.. Repository.Sources("eng/", ""), .. Repository.Sources("platform/", ".props"), .. Repository.Sources("platform/", ".targets")];
        Assert.Contains(sources, source => source.Text.Contains("MESH0101", StringComparison.Ordinal));
        HouseRule.IsFollowed(BuildErrorRule.Violations(sources));
    }

    [Fact]
    public void Number_of_two_errors_is_found() =>
        Assert.Equal(
            "MESH0108 is an error of eng/Tasks.cs and eng/Publish.targets. Fix: give each a number of its own.",
            Assert.Single(BuildErrorRule.Violations([new SourceFile("eng/Tasks.cs", "Fail(\"MESH0108\")"), new SourceFile("eng/Publish.targets", "Code=\"MESH0108\""), new SourceFile("eng/Feed.targets", "Code=\"MESH0101\"")])));
}
