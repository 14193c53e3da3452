using MeshStarter.QueryProxy.Products;

namespace MeshStarter.QueryProxy.Tests.Planning;

public sealed class JoinedRequestsTests
{
    private readonly List<TaskCompletionSource<string>> _sent = [];
    private readonly SemaphoreSlim _sending = new(0);

    [Fact]
    public async Task Those_who_ask_during_a_request_share_one_that_is_sent_after_it()
    {
        var requests = new JoinedRequests<string, string>(SendAsync, new NoTimers());

        var first = requests.AskAsync("orders", CancellationToken.None);
        await _sending.WaitAsync();
        var (second, third) = (requests.AskAsync("orders", CancellationToken.None), requests.AskAsync("orders", CancellationToken.None));
        _sent[0].SetResult("before");
        await _sending.WaitAsync();
        _sent[1].SetResult("after");

        Assert.Equal(["before", "after", "after"], [await first, await second, await third]);
        var fourth = requests.AskAsync("orders", CancellationToken.None);
        await _sending.WaitAsync();
        _sent[2].SetResult("later");
        Assert.Equal("later", await fourth);
        Assert.Equal(3, _sent.Count);
    }

    [Fact]
    public async Task Failure_is_that_of_its_own_request()
    {
        var requests = new JoinedRequests<string, string>(SendAsync, new NoTimers());

        var first = requests.AskAsync("orders", CancellationToken.None);
        await _sending.WaitAsync();
        var second = requests.AskAsync("orders", CancellationToken.None);
        _sent[0].SetException(new IOException("away"));
        await _sending.WaitAsync();
        _sent[1].SetResult("back");

        await Assert.ThrowsAsync<IOException>(() => first);
        Assert.Equal("back", await second);
    }

    [Fact]
    public async Task Caller_that_gives_up_ends_no_other_callers_request_and_a_slow_one_holds_no_one_up()
    {
        using var cancellation = new CancellationTokenSource();
        var requests = new JoinedRequests<string, string>(SendAsync, TimeProvider.System);

        var slow = requests.AskAsync("orders", CancellationToken.None);
        await _sending.WaitAsync(CancellationToken.None);
        var givenUp = requests.AskAsync("orders", cancellation.Token);
        var next = requests.AskAsync("orders", CancellationToken.None);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp);

        // The first one has not been answered.
        await _sending.WaitAsync(CancellationToken.None);
        _sent[1].SetResult("next");
        Assert.Equal("next", await next);
        _sent[0].SetResult("slow");
        Assert.Equal("slow", await slow);
    }

    [Fact]
    public async Task Caller_that_has_given_up_sends_no_request()
    {
        var requests = new JoinedRequests<string, string>(SendAsync, new NoTimers());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => requests.AskAsync("orders", new CancellationToken(canceled: true)));

        var next = requests.AskAsync("orders", CancellationToken.None);
        await _sending.WaitAsync();
        Assert.Single(_sent).SetResult("next");
        Assert.Equal("next", await next);
    }

    private Task<string> SendAsync(string key)
    {
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _sent.Add(answer);
        _sending.Release();
        return answer.Task;
    }

    private sealed class NoTimers : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
