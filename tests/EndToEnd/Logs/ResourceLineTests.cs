using MeshStarter.AppHost.Logs;
using Microsoft.Extensions.Logging;

namespace MeshStarter.EndToEnd.Logs;

/// <summary>The lines of a resource, as the terminal and the files have them.</summary>
public sealed class ResourceLineTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 18, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(
        "14: 2026-11-21T17:51:55.6750717Z 2026-11-21T17:51:55.570Z warn MeshStarter.Sdk.X: late",
        "2026-11-21T17:51:55.570Z warn orders: MeshStarter.Sdk.X: late")]
    [InlineData(
        "1: 2026-11-21T17:50:37.0542328Z \u001b[40m\u001b[32minfo\u001b[39m\u001b[22m\u001b[49m: MeshStarter.EmbeddedPostgres[2700] PostgreSQL answers",
        "2026-11-21T17:50:37.054Z info orders: MeshStarter.EmbeddedPostgres[2700] PostgreSQL answers")]
    [InlineData("2: 2026-11-21T17:50:37.0542328Z [sys] Starting process...", "2026-11-21T17:50:37.054Z info orders: [sys] Starting process...")]
    [InlineData("Waiting for resource 'postgres' to start.", "2026-11-21T18:00:00.000Z info orders: Waiting for resource 'postgres' to start.")]
    [InlineData("3: 2026-11-21T17:50:37.0542328Z ", "2026-11-21T17:50:37.054Z info orders: ")]
    public void Line_has_one_time_and_its_own_level(string entry, string shown) =>
        Assert.Equal(shown, ResourceLine.Read(entry, LogLevel.Information, Now).Of("orders"));

    [Fact]
    public void Exception_of_the_orchestrator_is_one_line_on_the_terminal()
    {
        var line = ResourceLine.Read("1: 2026-11-21T17:50:37.0542328Z Failed to create resource orders\nSystem.InvalidOperationException: No program.\n   at X.Y()", LogLevel.Error, Now);

        Assert.Equal("2026-11-21T17:50:37.054Z fail orders: Failed to create resource orders (System.InvalidOperationException: No program.)", line.Of("orders"));
        Assert.EndsWith("\n   at X.Y()", line.ToString(), StringComparison.Ordinal);
        Assert.False(line.IsCancelled);
    }

    [Theory]
    [InlineData("System.OperationCanceledException: The operation was canceled.")]
    [InlineData("System.Threading.Tasks.TaskCanceledException: A task was canceled.")]
    public void Resource_that_a_stop_kept_from_starting_is_cancelled(string exception) =>
        Assert.True(ResourceLine.Read($"1: 2026-11-21T17:50:37.0542328Z Failed to create resource orders\n{exception}\n   at X.Y()", LogLevel.Error, Now).IsCancelled);

    [Fact]
    public void Line_on_standard_error_is_an_error() =>
        Assert.Equal("2026-11-21T17:50:37.054Z fail Setting Mesh:X is wrong.", ResourceLine.Read("1: 2026-11-21T17:50:37.0542328Z Setting Mesh:X is wrong.", LogLevel.Error, Now).ToString());
}
