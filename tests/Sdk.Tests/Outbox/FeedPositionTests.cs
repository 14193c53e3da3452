using MeshStarter.Sdk.Outbox;

namespace MeshStarter.Sdk.Tests.Outbox;

[Trait("Category", "Quick")]
public sealed class FeedPositionTests
{
    private static readonly Guid Id = new("0b9f6a4e-2f57-4f0e-9d7d-3f1f5b0a6c11");

    [Fact]
    public void Position_is_written_so_that_texts_sort_like_numbers()
    {
        Assert.Equal("0000000000000042::0b9f6a4e-2f57-4f0e-9d7d-3f1f5b0a6c11", new FeedPosition(42, Id).ToString());
        Assert.True(string.CompareOrdinal(new FeedPosition(9, Id).ToString(), new FeedPosition(10, Id).ToString()) < 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    public void Written_position_is_read_again(long position)
    {
        Assert.True(FeedPosition.TryParse(new FeedPosition(position, Id).ToString(), out var read));
        Assert.Equal(new FeedPosition(position, Id), read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("42")]
    [InlineData("42::")]
    [InlineData("-1::0b9f6a4e-2f57-4f0e-9d7d-3f1f5b0a6c11")]
    [InlineData(" 1::0b9f6a4e-2f57-4f0e-9d7d-3f1f5b0a6c11")]
    [InlineData("9223372036854775808::0b9f6a4e-2f57-4f0e-9d7d-3f1f5b0a6c11")]
    [InlineData("42::0b9f6a4e2f574f0e9d7d3f1f5b0a6c11")]
    [InlineData("42::0b9f6a4e-2f57-4f0e-9d7d-3f1f5b0a6c11::x")]
    public void Other_text_is_no_position(string? text) => Assert.False(FeedPosition.TryParse(text, out _));
}
