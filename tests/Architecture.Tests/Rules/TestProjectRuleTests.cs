namespace MeshStarter.Architecture.Tests.Rules;

public sealed class TestProjectRuleTests
{
    [Fact]
    public void Every_test_project_has_a_test() => HouseRule.IsFollowed(TestProjectRule.Violations(Repository.Projects, [.. Repository.Sources("tests/", ".cs"), .. Repository.Sources("domains/", ".cs")]));

    [Theory]
    [InlineData("    [Fact]\n    public void A()", 0)]
    [InlineData("    [SkippableTheory(Timeout = 1)]\n    public void A()", 0)]
    [InlineData("// [Fact]\n    public void A()", 1)]
    public void A_project_without_a_test_is_found(string text, int expected) =>
        Assert.Equal(expected, TestProjectRule.Violations([new ProjectFile("tests/A.Tests/A.Tests.csproj", [], [])], [new SourceFile("tests/A.Tests/A.cs", text)]).Count);

    [Fact]
    public void A_kit_for_tests_needs_none() => Assert.Empty(TestProjectRule.Violations([new ProjectFile("tests/TestKit/TestKit.csproj", [], [])], []));
}
