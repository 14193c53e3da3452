using System.Globalization;
using System.Text;
using MeshStarter.QueryProxy.Planning;

namespace MeshStarter.QueryProxy.Tests.Planning;

public sealed class ParsedTextsTests
{
    private static readonly byte[] Tree = """{"error":false,"statements":[]}"""u8.ToArray();

    private readonly ParsedTexts _texts = new();

    [Fact]
    public void Tree_is_known_to_the_subject_that_sent_the_text_alone()
    {
        _texts.Add("alice", "SELECT 1", Tree);

        Assert.Equal(Tree, _texts.Find("alice", "SELECT 1")?.ToArray());
        Assert.Null(_texts.Find("bob", "SELECT 1"));
        Assert.Null(_texts.Find("alice", "SELECT 2"));
    }

    [Fact]
    public void Errors_and_what_is_large_are_not_kept()
    {
        var tooLong = $"SELECT '{new string('x', 5_000)}'";
        _texts.Add("alice", "SELECT", """{"error":true}"""u8.ToArray());
        _texts.Add("alice", "SELECT 1", Encoding.UTF8.GetBytes($$"""{"error":false,"statements":["{{new string('x', 100_000)}}"]}"""));
        _texts.Add("alice", tooLong, Tree);

        Assert.All(new[] { "SELECT", "SELECT 1", tooLong }, sql => Assert.Null(_texts.Find("alice", sql)));
    }

    [Fact]
    public void Text_that_was_used_longest_ago_goes_first()
    {
        for (var text = 0; text < 1_000; text++)
        {
            _texts.Add("alice", $"SELECT {text.ToString(CultureInfo.InvariantCulture)}", Tree);
        }

        Assert.NotNull(_texts.Find("alice", "SELECT 0"));
        _texts.Add("bob", "SELECT 0", Tree);

        Assert.NotNull(_texts.Find("alice", "SELECT 0"));
        Assert.Null(_texts.Find("alice", "SELECT 1"));
        Assert.NotNull(_texts.Find("alice", "SELECT 2"));
    }
}
