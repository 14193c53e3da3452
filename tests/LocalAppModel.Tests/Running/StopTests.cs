using System.Globalization;
using System.Text.RegularExpressions;

namespace MeshStarter.LocalAppModel.Tests.Running;

public sealed partial class StopTests
{
    /// <summary>Seconds that a busy machine may add.</summary>
    private const int Machine = 50;

    private static readonly string[] ReverseWaitOrder = ["web stopping", "web stopped", "api stopping", "api stopped", "store stopping", "store stopped"];

    [SkippableFact]
    public async Task Ctrl_C_at_a_terminal_ends_all_in_reverse_wait_order()
    {
        await using var host = await AppHostProcess.StartAsync();

        host.Signal("INT", to: -host.Id); // as a terminal: to the whole foreground group
        var exitCode = await host.ExitCode(TimeSpan.FromSeconds(10 + Machine));

        Assert.Equal(0, exitCode);
        Assert.Equal(ReverseWaitOrder, host.Journal);
        Assert.Empty(host.Left);
        await Eventually.HoldsAsync(() => host.Watchdogs.Count == 0, "the watchdog's end");
        Assert.DoesNotContain(host.Lines, l => l.StartsWith("error", StringComparison.Ordinal) || l.StartsWith("warning", StringComparison.Ordinal) || l.StartsWith("Unhandled", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Sigterm_ends_all_in_reverse_wait_order()
    {
        await using var host = await AppHostProcess.StartAsync();

        host.Signal("TERM");
        var exitCode = await host.ExitCode(TimeSpan.FromSeconds(10 + Machine));

        Assert.Equal(0, exitCode);
        Assert.Equal(ReverseWaitOrder, host.Journal);
        Assert.Empty(host.Left);
    }

    [SkippableFact]
    public async Task Stop_before_anything_is_up_leaves_nothing()
    {
        await using var host = AppHostProcess.Start("--Store:Healthy=later");
        await host.Says("store | store is up");

        host.Signal("TERM");

        Assert.Equal(0, await host.ExitCode(TimeSpan.FromSeconds(10 + Machine)));
        Assert.Equal(["store stopping", "store stopped"], host.Journal);
        Assert.Empty(host.Left);
    }

    [SkippableFact]
    public async Task Processes_that_do_not_end_are_killed_with_9_s_for_all()
    {
        await using var host = await AppHostProcess.StartAsync("--Web:Stubborn=true", "--Api:Stubborn=true", "--Store:Stubborn=true");

        host.Signal("TERM");
        await host.ExitCode();

        // Each had what the limit of 9 s left it, after those that depend on it.
        var killed = host.Lines.Select(line => Killed().Match(line)).Where(line => line.Success).ToList();
        Assert.Equal(["web", "api", "store"], killed.Select(line => line.Groups["name"].Value));
        Assert.InRange(killed.Sum(line => double.Parse(line.Groups["seconds"].Value, CultureInfo.InvariantCulture)), 0, 9);
        Assert.Equal(["web stopping", "api stopping", "store stopping"], host.Journal);
        Assert.Empty(host.Left);
    }

    [SkippableFact]
    public async Task What_a_child_started_ends_with_it_also_in_a_session_of_its_own()
    {
        await using var host = await AppHostProcess.StartAsync("--With:leaver=true");
        await Eventually.HoldsAsync(() => host.Left.Count(id => ProcessTable.CommandLineOf(id).StartsWith("sleep 60", StringComparison.Ordinal)) == 3, "the leaver's three sleeps");

        host.Signal("TERM");
        await host.ExitCode(TimeSpan.FromSeconds(10 + Machine));

        Assert.Empty(host.Left);
    }

    // warning: web did not end within 3.9987 s and was killed
    [GeneratedRegex("^warning: (?<name>[a-z]+) did not end within (?<seconds>[0-9.E-]+) s and was killed$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Killed();
}
