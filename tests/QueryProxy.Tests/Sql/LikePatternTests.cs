using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.QueryProxy.Tests.Sql;

/// <summary>Patterns of LIKE with an escape character, as Trino takes and refuses them.</summary>
[Trait("Category", "Quick")]
public sealed class LikePatternTests
{
    [Theory]
    [InlineData(@"a\%", @"\")]
    [InlineData(@"\\\_", @"\")]
    [InlineData(@"\\a", @"\")]
    [InlineData("a", @"\")]
    [InlineData("", "!")]
    [InlineData("!!%", "!")]
    [InlineData("%%", "%")]
    [InlineData(@"a\", null)]
    [InlineData(null, "!")]
    public void Pattern_is_one(string? pattern, string? escape) => Assert.Null(LikePattern.Problem(pattern, escape));

    [Theory]
    [InlineData(@"a\", @"\", LikePattern.WrongEscape)]
    [InlineData(@"\a", @"\", LikePattern.WrongEscape)]
    [InlineData(@"\\\", @"\", LikePattern.WrongEscape)]
    [InlineData("a%b", "%", LikePattern.WrongEscape)]
    [InlineData("a", "", LikePattern.LongEscape)]
    [InlineData("a", "ab", LikePattern.LongEscape)]
    [InlineData(null, "", LikePattern.LongEscape)]
    public void Pattern_is_none(string? pattern, string escape, string problem) => Assert.Equal(problem, LikePattern.Problem(pattern, escape));
}
