using MeshStarter.Lake.Reading;
using MeshStarter.Policy.Masks;

namespace MeshStarter.Lake.Tests.Reading;

public sealed class SnapshotReaderTests
{
    [Theory]
    [InlineData("SELECT MAP {1: 'a', 2: NULL} AS m", """{"m":{"1":"a","2":null}}""")]
    [InlineData("SELECT MAP {DATE '2026-01-31': 1.5::DECIMAL(3,1)} AS m", """{"m":{"2026-01-31":"1.5"}}""")]
    [InlineData("SELECT MAP {true: 'é\"'} AS m", """{"m":{"true":"é\""}}""")]
    [InlineData("SELECT MAP {{'k': 'a'}: 1::BIGINT} AS m", """{"m":{"{\"k\":\"a\"}":1}}""")]
    public async Task Map_whose_keys_are_no_text_has_members_by_the_text_of_the_keys(string sql, string expected)
    {
        using var reader = new SnapshotReader();

        var row = Assert.Single(await reader.RowsAsync(sql, CancellationToken.None));

        Assert.Equal(expected, row.GetRawText());
    }

    [Fact]
    public async Task Row_of_a_hundred_levels_is_read()
    {
        using var reader = new SnapshotReader();
        var sql = Enumerable.Range(0, 100).Aggregate("1", (inner, _) => $"{{'a': {inner}}}");

        var row = Assert.Single(await reader.RowsAsync($"SELECT {sql} AS a", CancellationToken.None));

        Assert.Equal($"{string.Concat(Enumerable.Repeat("""{"a":""", 101))}1{new string('}', 101)}", row.GetRawText());
    }

    [Fact]
    public async Task Page_deep_in_a_table_larger_than_memory_is_read()
    {
        using var reader = new SnapshotReader();

        var rows = await reader.RowsAsync(
            "SELECT i AS number, repeat(md5(i::VARCHAR), 16) AS text FROM range(1000000) AS numbers(i) ORDER BY number DESC LIMIT 2 OFFSET 500000", CancellationToken.None);

        Assert.Equal([499999, 499998], rows.Select(row => row.GetProperty("number").GetInt64()));
    }

    [Fact]
    public async Task Hash_masks_run_however_much_was_read_before()
    {
        var key = PseudonymKey.Of(new byte[PseudonymKey.SecretBytes], "reader");
        using var reader = new SnapshotReader(key);

        for (var read = 0; read < LakeEngine.SessionsOfADatabase + 1; read++)
        {
            var row = Assert.Single(await reader.RowsAsync($"SELECT {HashMask.Function}('ana@example.com') AS email", CancellationToken.None));
            Assert.Equal(key.Hash("ana@example.com"), row.GetProperty("email").GetString());
        }
    }
}
