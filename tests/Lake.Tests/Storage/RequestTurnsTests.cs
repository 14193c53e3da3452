using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Storage;

public sealed class RequestTurnsTests
{
    [Fact]
    public async Task Request_of_any_size_is_bounded_by_a_time_that_a_timer_takes()
    {
        using var turns = new RequestTurns();

        Assert.True(await turns.AskAsync(long.MaxValue, bound => Task.FromResult(bound.CanBeCanceled), _ => null, CancellationToken.None));
        Assert.Equal(TimeSpan.FromSeconds(31), RequestTurns.TimeFor(256 * 1024));
    }
}
