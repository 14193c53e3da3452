namespace MeshStarter.LocalAppModel.Tests.Running;

public sealed class FailureTests
{
    [SkippableFact]
    public async Task Child_that_dies_is_one_line_and_is_not_started_again_and_a_job_that_succeeds_is_no_news()
    {
        await using var host = await AppHostProcess.StartAsync("--With:job=true");
        await host.Says("job | working");
        await Eventually.HoldsAsync(() => host.Left.Count == 3, "the job's end");

        host.Signal("KILL", host.ChildCalled("store"));
        await host.Says("error: store ended");
        host.Signal("TERM", host.ChildCalled("web"));
        await host.Says("error: web ended");

        Assert.Single(host.Left);
        Assert.Equal(["error: store ended with exit code 137", "error: web ended with exit code 0"], host.Lines.Where(l => l.StartsWith("error", StringComparison.Ordinal)));
        host.Signal("TERM");
        Assert.Equal(0, await host.ExitCode());
    }

    [SkippableFact]
    public async Task Job_that_fails_is_named_with_its_exit_code_also_where_output_is_not_shown()
    {
        await using var host = AppHostProcess.Start("--quiet=true", "--With:job=true", "--Job:ExitCode=3");

        Assert.Equal("error: job ended with exit code 3", await host.Says("job ended"));
        Assert.DoesNotContain(host.Lines, l => l.Contains(" | ", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Each_resource_that_cannot_start_is_one_line_with_the_reason()
    {
        await using var host = AppHostProcess.Start("--With:missing-program=true", "--With:container=true", "--With:missing-parameter=true", "--With:unbuilt=true");

        Assert.Equal("error: missing-program did not start: the program 'no-such-program' was not found", await host.Says("missing-program"));
        Assert.Contains("the local app model runs no containers", await host.Says("error: box did not start"), StringComparison.Ordinal);
        Assert.Equal("error: container-user did not start: box could not start", await host.Says("container-user"));
        Assert.Equal("error: parameter-user did not start: Nothing sets Parameters:not-given. Set it by configuration, for instance the variable Parameters__not_given.", await host.Says("error: parameter-user"));
        Assert.Contains("is none of its ProjectReference items", await host.Says("error: unbuilt did not start"), StringComparison.Ordinal);
        await host.Says("web | web is up"); // the others run
    }

    [SkippableFact]
    public async Task Dependents_of_a_dead_resource_do_not_start_and_say_why()
    {
        await using var host = AppHostProcess.Start("--Store:Healthy=later");
        await host.Says("store | store is up");

        host.Signal("KILL", host.ChildCalled("store"));

        await host.Says("error: api did not start: store ended with exit code 137 before it was healthy");
        await host.Says("error: web did not start: api could not start");
    }

    [SkippableFact]
    public async Task Circle_of_waits_ends_the_start_with_one_line()
    {
        await using var host = AppHostProcess.Start("--With:circle=true");

        Assert.Equal(1, await host.ExitCode());
        Assert.Equal("These resources wait for one another: store → api → store.", await host.Says("wait for one another"));
        Assert.Single(host.Lines);
    }

    [SkippableFact]
    public async Task Publishing_is_refused_in_one_line()
    {
        await using var host = AppHostProcess.Start("--publisher", "manifest", "--output-path", "/nowhere");

        Assert.Equal(1, await host.ExitCode());
        Assert.StartsWith("Publishing needs Aspire's own packages", await host.Says("Publishing"), StringComparison.Ordinal);
        Assert.Single(host.Lines);
    }
}
