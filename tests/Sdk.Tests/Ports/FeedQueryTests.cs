using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Ports.Stream;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace MeshStarter.Sdk.Tests.Ports;

[Trait("Category", "Quick")]
public sealed class FeedQueryTests
{
    private const string LastEventId = "0000000000000042::0b9f6a4e-2f57-4f0e-9d7d-3f1f5b0a6c11";

    [Theory]
    [InlineData("", 0, 1000, 0)]
    [InlineData("?lastEventId=", 0, 1000, 0)]
    [InlineData("?lastEventId=null", 0, 1000, 0)]
    [InlineData("?lastEventId=" + LastEventId, 42, 1000, 0)]
    [InlineData("?limit=1", 0, 1, 0)]
    [InlineData("?limit=10000", 0, 10000, 0)]
    [InlineData("?timeout=0", 0, 1000, 0)]
    [InlineData("?timeout=30000", 0, 1000, 30000)]
    [InlineData("?timeout=2147483647", 0, 1000, 30000)]
    public void Question_within_bounds_is_read(string query, long after, int limit, int waitMs) =>
        Assert.Equal((new FeedQuery(after == 0 ? null : new FeedPosition(after, Guid.Parse(LastEventId.Split("::")[1])), limit, TimeSpan.FromMilliseconds(waitMs)), null), FeedQuery.Read(Parse(query)));

    [Theory]
    [InlineData("?lastEventId=42", "lastEventId: must be the id of an event of this feed, or be left out to read from the start.")]
    [InlineData("?limit=0", "limit: must be a whole number from 1 to 10000.")]
    [InlineData("?limit=10001", "limit: must be a whole number from 1 to 10000.")]
    [InlineData("?limit=1.5", "limit: must be a whole number from 1 to 10000.")]
    [InlineData("?limit=1&limit=2", "limit: must be a whole number from 1 to 10000.")]
    [InlineData("?timeout=-1", "timeout: must be a whole number of milliseconds, 0 or more.")]
    [InlineData("?timeout=5s", "timeout: must be a whole number of milliseconds, 0 or more.")]
    [InlineData("?last_event_id=" + LastEventId, "\"last_event_id\" is no parameter here. Use lastEventId, limit, timeout.")]
    public void Question_out_of_bounds_is_refused(string query, string problem) =>
        Assert.Equal((null, problem), FeedQuery.Read(Parse(query)));

    private static QueryCollection Parse(string query) => new(QueryHelpers.ParseQuery(query));
}
