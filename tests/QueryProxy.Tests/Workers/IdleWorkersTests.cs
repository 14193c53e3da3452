using MeshStarter.Platform.Workers.Pool;

namespace MeshStarter.QueryProxy.Tests.Workers;

/// <summary>The idle worker that a query gets, and the one that ends.</summary>
public sealed class IdleWorkersTests(WorkerPoolFixture fixture) : IClassFixture<WorkerPoolFixture>
{
    private const string Subject = "analyst";

    [Fact]
    public async Task Query_waits_for_its_subjects_worker_that_is_about_to_return()
    {
        using var worker = await fixture.Launcher.StartAsync(CancellationToken.None);
        worker.Subject = Subject;
        var idle = new IdleWorkers();
        var waits = idle.WaitForOwnAsync(Subject, TimeSpan.FromMinutes(1), TimeProvider.System, CancellationToken.None);
        var others = idle.WaitForOwnAsync("bob", TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None);

        await others;
        Assert.False(waits.IsCompleted);
        idle.Add(worker, since: 0, Task.FromResult(true));

        await waits;
        await idle.WaitForOwnAsync(Subject, TimeSpan.FromMinutes(1), TimeProvider.System, CancellationToken.None);
        Assert.Same(worker, await idle.TakeAsync(Subject, _ => Assert.Fail("It is fit."), CancellationToken.None));
    }

    [Fact]
    public async Task Second_worker_of_a_subject_ends_before_the_only_one_of_another()
    {
        using var alices = await fixture.Launcher.StartAsync(CancellationToken.None);
        using var first = await fixture.Launcher.StartAsync(CancellationToken.None);
        using var second = await fixture.Launcher.StartAsync(CancellationToken.None);
        (alices.Subject, first.Subject, second.Subject) = ("alice", "bob", "bob");
        var (idle, ended) = (new IdleWorkers(), new List<WorkerProcess>());
        idle.Add(alices, since: 1, Task.FromResult(true));
        idle.Add(first, since: 2, Task.FromResult(true));
        idle.Add(second, since: 3, Task.FromResult(true));

        idle.Thin(keep: 2, ended.Add, _ => false);
        Assert.Equal([first], ended);
        idle.Thin(keep: 1, ended.Add, _ => false);
        Assert.Equal([first, alices], ended);
    }

    [Fact]
    public async Task Query_that_is_cancelled_does_not_wait_for_a_worker_that_resets()
    {
        using var worker = await fixture.Launcher.StartAsync(CancellationToken.None);
        worker.Subject = Subject;
        var idle = new IdleWorkers();
        var fit = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        idle.Add(worker, since: 0, fit.Task);
        using var cancellation = new CancellationTokenSource();
        var cancelled = idle.TakeAsync(Subject, _ => Assert.Fail("It is still fit."), cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        fit.SetResult(true);
        Assert.Same(worker, await idle.TakeAsync(Subject, _ => Assert.Fail("It is still fit."), CancellationToken.None));
    }
}
