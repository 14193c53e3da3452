namespace MeshStarter.LocalAppModel.Tests.Running;

public sealed class KilledAppHostTests
{
    /// <summary>8 s at most, and what a busy machine may add.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(8 + 52);

    [SkippableFact]
    public async Task Children_of_a_killed_AppHost_end_in_reverse_wait_order_also_after_signals_to_its_watchdog_whose_pipe_they_do_not_hold()
    {
        await using var host = await AppHostProcess.StartAsync();
        var watchdog = host.Watchdogs.Single();
        var pipe = File.ResolveLinkTarget($"/proc/{watchdog}/fd/0", returnFinalTarget: false)!.Name;
        Assert.Contains(pipe, ProcessTable.OpenPipesOf(host.Id));
        Assert.All(host.Left, child => Assert.DoesNotContain(pipe, ProcessTable.OpenPipesOf(child)));

        // As a terminal sends them.
        foreach (var signal in (string[])["INT", "TERM", "HUP", "QUIT"])
        {
            host.Signal(signal, watchdog);
        }

        host.Signal("KILL");

        await Eventually.HoldsAsync(() => host.Left.Count == 0, "the end of all children", Soon);
        Assert.Equal(["web stopping", "web stopped", "api stopping", "api stopped", "store stopping", "store stopped"], host.Journal);
        await Eventually.HoldsAsync(() => !ProcessTable.Exists(watchdog), "the watchdog's end");
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task AppHost_killed_while_it_starts_leaves_nothing(int children)
    {
        await using var host = AppHostProcess.Start("--With:leaver=true", "--With:job=true");
        await Eventually.HoldsAsync(() => ProcessTable.ChildrenOf(host.Id).Count >= children, $"{children} children, the watchdog among them");

        host.Signal("KILL");

        await Eventually.HoldsAsync(() => host.Left.Count == 0, "the end of all children", Soon);
    }

    [SkippableFact]
    public async Task Children_that_do_not_end_are_killed_when_the_AppHost_was_killed()
    {
        await using var host = await AppHostProcess.StartAsync("--Web:Stubborn=true", "--Store:Stubborn=true", "--With:leaver=true");

        host.Signal("KILL");

        await Eventually.HoldsAsync(() => host.Left.Count == 0, "the end of all children", Soon);
        Assert.Equal(["web stopping", "api stopping", "api stopped", "store stopping"], host.Journal);
    }

    [SkippableFact]
    public async Task Watchdog_that_was_killed_is_replaced()
    {
        await using var host = await AppHostProcess.StartAsync();
        var first = host.Watchdogs.Single();

        host.Signal("KILL", first);
        await Eventually.HoldsAsync(() => host.Watchdogs is [var other] && other != first, "another watchdog");
        await host.Says("warning: The watchdog ended");
        host.Signal("KILL");

        await Eventually.HoldsAsync(() => host.Left.Count == 0, "the end of all children", Soon);
    }
}
