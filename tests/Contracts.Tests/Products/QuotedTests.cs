using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Tests.Products;

public sealed class QuotedTests
{
    [Theory]
    [InlineData(null, "nothing")]
    [InlineData("a", "\"a\"")]
    [InlineData("a\tb\u001b[31m", "\"a\\u0009b\\u001b[31m\"")]
    public void Text_shows_what_was_written(string? value, string expected) => Assert.Equal(expected, Quoted.Text(value));

    [Fact]
    public void Text_of_more_than_40_characters_is_cut_and_never_splits_one()
    {
        Assert.Equal($"\"{new string('x', 40)}\"", Quoted.Text(new string('x', 40)));
        Assert.Equal($"\"{new string('x', 39)}😀…\"", Quoted.Text(new string('x', 39) + "😀😀"));
    }
}
