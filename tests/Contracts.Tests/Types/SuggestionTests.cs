using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Tests.Types;

public sealed class SuggestionTests
{
    private static readonly string[] Keys = ["name", "version", "kind", "owner", "description", "schema"];

    [Theory]
    [InlineData("onwer", "owner")]
    [InlineData("owners", "owner")]
    [InlineData("desription", "description")]
    [InlineData("descripton", "description")]
    [InlineData("knd", "kind")]
    [InlineData("color", null)]
    [InlineData("xy", null)]
    [InlineData("", null)]
    public void Nearest_is_what_was_probably_meant(string word, string? expected) =>
        Assert.Equal(expected, Suggestion.Nearest(word, Keys));
}
