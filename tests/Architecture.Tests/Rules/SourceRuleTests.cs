namespace MeshStarter.Architecture.Tests.Rules;

public sealed class SourceRuleTests
{
    [Fact]
    public void Files_are_short_and_names_say_what_a_type_is()
    {
        var sources = Repository.Sources("", ".cs");
        Assert.True(sources.Count > 100, $"only {sources.Count} files were found");
        HouseRule.IsFollowed(sources.SelectMany(SourceRule.Violations));
    }

    [Theory]
    [InlineData(400, 0)]
    [InlineData(401, 1)]
    public void A_long_file_is_found(int lines, int expected) =>
        Assert.Equal(expected, SourceRule.Violations(new SourceFile("A.cs", string.Concat(Enumerable.Repeat("// a line\n", lines)))).Count);

    [Theory]
    [InlineData("Manager")]
    [InlineData("Helper")]
    [InlineData("Utils")]
    public void A_vague_name_is_found(string vague)
    {
        // Put together here, so that this file does not hold what it looks for.
        var source = new SourceFile("A.cs", "internal static class " + "Order" + vague + "\n{\n}\n");
        Assert.Contains($"Order{vague} does not say", Assert.Single(SourceRule.Violations(source)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_only_begins_so_is_not() => Assert.Empty(SourceRule.Violations(new SourceFile("A.cs", "class ManagerialAccount;")));
}
