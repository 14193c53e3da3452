using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Tests.Types;

public sealed class SqlTextTests
{
    [Theory]
    [InlineData("", "''")]
    [InlineData("São Paulo", "'São Paulo'")]
    [InlineData("it's", "'it''s'")]
    [InlineData("'; DROP TABLE x --", "'''; DROP TABLE x --'")]
    [InlineData("a\\'b", "'a\\''b'")]
    public void Text_cannot_end_its_quotation(string text, string expected) => Assert.Equal(expected, SqlText.Quote(text));

    [Fact]
    public void Text_that_the_engine_would_cut_is_refused() => Assert.Throws<ArgumentException>(() => SqlText.Quote("a\0b"));

    [Fact]
    public void List_quotes_each_text() => Assert.Equal("['a', 'b''c']", SqlText.List(["a", "b'c"]));
}
