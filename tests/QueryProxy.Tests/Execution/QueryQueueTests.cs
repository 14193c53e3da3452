using MeshStarter.Platform.Sql.Failures;
using MeshStarter.QueryProxy.Execution;
using Microsoft.Extensions.Options;

namespace MeshStarter.QueryProxy.Tests.Execution;

public sealed class QueryQueueTests
{
    [Fact]
    public async Task Subject_with_many_queries_leaves_a_worker_to_others_unless_there_is_one_alone()
    {
        var queue = Queue(workers: 3);
        var greedy = Enumerable.Range(0, 10).Select(_ => EnterAsync(queue, "greedy")).ToList();

        var other = EnterAsync(queue, "other");

        Assert.Equal(2, greedy.Count(query => query.IsCompletedSuccessfully));
        Assert.True(other.IsCompletedSuccessfully);
        await LeaveAsync(other);
        Assert.Equal(2, greedy.Count(query => query.IsCompletedSuccessfully));

        var single = Queue(workers: 1);

        Assert.True(EnterAsync(single, "only").IsCompletedSuccessfully);
        Assert.False(EnterAsync(single, "only").IsCompleted);
    }

    [Fact]
    public async Task Free_worker_goes_to_the_subject_with_the_fewest_running_queries()
    {
        var queue = Queue(workers: 3);
        var first = EnterAsync(queue, "greedy");
        var second = EnterAsync(queue, "greedy");
        var third = EnterAsync(queue, "modest");
        var waiting = Enumerable.Range(0, 5).Select(_ => EnterAsync(queue, "greedy")).ToList();
        var late = EnterAsync(queue, "late");

        await LeaveAsync(first);

        Assert.True((await CompletedAsync(late)).IsCompletedSuccessfully);
        Assert.All(waiting, query => Assert.False(query.IsCompleted));
        await LeaveAsync(third);
        Assert.True((await CompletedAsync(waiting[0])).IsCompletedSuccessfully);
        Assert.All([second, .. waiting[1..]], query => Assert.Equal(query == second, query.IsCompleted));
    }

    [Fact]
    public async Task Subjects_take_the_only_worker_in_turn()
    {
        var queue = Queue(workers: 1);
        var running = EnterAsync(queue, "one");
        var ofOne = Enumerable.Range(0, 2).Select(_ => EnterAsync(queue, "one")).ToList();
        var ofTwo = Enumerable.Range(0, 2).Select(_ => EnterAsync(queue, "two")).ToList();

        foreach (var next in new[] { ofTwo[0], ofOne[0], ofTwo[1], ofOne[1] })
        {
            await LeaveAsync(running);
            running = await CompletedAsync(next);
        }

        await LeaveAsync(running);
        Assert.True(EnterAsync(queue, "three").IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Queue_of_a_subject_or_of_all_beyond_its_limit_is_refused_and_names_it()
    {
        var queue = Queue(workers: 2, perSubject: 3);
        for (var i = 0; i < 4; i++)
        {
            _ = EnterAsync(queue, "greedy");
        }

        var refused = await Assert.ThrowsAsync<QueryFailedException>(() => queue.EnterAsync("greedy", CancellationToken.None));

        Assert.Equal(TrinoErrorCode.QueryQueueFull, refused.Failure.Code);
        Assert.Contains("'greedy'", refused.Failure.Message, StringComparison.Ordinal);
        Assert.Contains("1 running and 3 waiting (Mesh:Query:QueueLimitPerSubject)", refused.Failure.Message, StringComparison.Ordinal);
        Assert.True(EnterAsync(queue, "other").IsCompletedSuccessfully);

        var full = Queue(workers: 1, all: 2);
        foreach (var subject in new[] { "a", "b", "c" })
        {
            _ = EnterAsync(full, subject);
        }

        refused = await Assert.ThrowsAsync<QueryFailedException>(() => full.EnterAsync("b", CancellationToken.None));

        Assert.Equal(TrinoErrorCode.QueryQueueFull, refused.Failure.Code);
        Assert.Contains("2 waiting (Mesh:Query:QueueLimit)", refused.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subject_without_a_waiting_query_finds_a_place_in_a_queue_that_others_have_filled()
    {
        var queue = Queue(workers: 1, perSubject: 2, all: 4);
        var running = EnterAsync(queue, "one");
        var filling = new[] { "one", "one", "two", "two" }.Select(subject => EnterAsync(queue, subject)).ToList();

        var later = new[] { "three", "four", "five", "six" }.Select(subject => EnterAsync(queue, subject)).ToList();

        Assert.All([.. filling, .. later], query => Assert.False(query.IsCompleted));
        await Assert.ThrowsAsync<QueryFailedException>(() => queue.EnterAsync("three", CancellationToken.None));
        await Assert.ThrowsAsync<QueryFailedException>(() => queue.EnterAsync("seven", CancellationToken.None));
        await LeaveAsync(running);
        List<Task<IDisposable>> ofOthers = [filling[2], .. later];
        await (await Task.WhenAny(ofOthers)).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.False(filling[0].IsCompleted);
    }

    [Fact]
    public async Task Query_that_is_cancelled_while_it_waits_leaves_its_place()
    {
        var queue = Queue(workers: 1, perSubject: 1);
        var running = EnterAsync(queue, "one");
        using var cancellation = new CancellationTokenSource();
        var cancelled = queue.EnterAsync("one", cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        var next = EnterAsync(queue, "one");
        await LeaveAsync(running);
        await CompletedAsync(next);
    }

    private static QueryQueue Queue(int workers, int perSubject = 100, int all = 200) =>
        new(Options.Create(new QueryOptions { Workers = workers, QueueLimitPerSubject = perSubject, QueueLimit = all }));

    private static Task<IDisposable> EnterAsync(QueryQueue queue, string subject) => queue.EnterAsync(subject, CancellationToken.None);

    private static async Task LeaveAsync(Task<IDisposable> entered) => (await entered).Dispose();

    private static async Task<Task<IDisposable>> CompletedAsync(Task<IDisposable> entered)
    {
        await entered.WaitAsync(TimeSpan.FromMinutes(1));
        return entered;
    }
}
