namespace MeshStarter.ServiceDefaults.Tests.Hosting;

/// <summary>A service whose background work fails does not end as if all were well, whether or not it had come up.</summary>
public sealed class BackgroundFaultTests
{
    [Theory]
    [InlineData("fails at once")]
    [InlineData("fails later")]
    public async Task Failed_background_work_ends_the_service_with_one_line_and_an_exit_code(string work)
    {
        var (exitCode, errors, output) = await RunAsync(work);

        Assert.Equal("MeshStarter.Service ends: Work failed: InvalidOperationException: the shelf is empty and so is the box", Assert.Single(errors));
        Assert.Equal(1, exitCode);
        // Where it failed is in the log, once.
        Assert.Contains("the shelf is empty", Assert.Single(output, line => line.Contains("Exception", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_that_takes_too_long_is_a_defect_and_no_stop()
    {
        var (exitCode, errors, output) = await RunAsync("is late at start");

        Assert.NotEqual(0, exitCode);
        Assert.Contains(errors, line => line.Contains("the other side is late", StringComparison.Ordinal));
        Assert.Contains("Hosting failed to start", Assert.Single(output, line => line.Contains("Exception", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ends at once")]
    [InlineData("ends later")]
    public async Task Service_that_stops_itself_ends_well(string work)
    {
        var (exitCode, errors, output) = await RunAsync(work);

        Assert.Empty(errors);
        Assert.Equal(0, exitCode);
        Assert.DoesNotContain(output, line => line.Contains("Exception", StringComparison.Ordinal));
    }

    private static Task<(int ExitCode, IReadOnlyList<string> Errors, IReadOnlyList<string> Output)> RunAsync(string work) =>
        TestService.RunAsync("Development", [("ASPNETCORE_URLS", $"http://127.0.0.1:{FreePort.Take()}"), ("Work", work)]);
}
