using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Cli.Tests.Verbs;

/// <summary><c>mesh pipeline</c>: a run that is waited for, and a list that is cut.</summary>
public sealed class PipelineRunTests
{
    [Fact]
    public async Task Token_that_expires_during_a_wait_is_replaced()
    {
        var (tokens, polls) = (0, 0);
        await using var mesh = await CannedMesh.StartAsync(context => context.Request.Path.Value switch
        {
            "/dev/token" => CannedMesh.Json($$"""{"access_token":"t{{Interlocked.Increment(ref tokens)}}","token_type":"Bearer","expires_in":1}"""),
            _ when context.Request.Headers.Authorization != $"Bearer t{tokens}" => Results.Problem("The token has expired.", statusCode: StatusCodes.Status401Unauthorized),
            "/products/a/runs" => CannedMesh.Json(Run(9, "running")),
            _ => Interlocked.Increment(ref polls) == 1 ? new SlowAnswer() : CannedMesh.Json(Run(9, "succeeded")),
        });

        var (exitCode, output, errors) = await MeshCommand.RunAsync(
            Path.GetTempPath(), environment: null, ["pipeline", "run", "a.a", "w", "--wait", "--format", "json", "--as", "analyst", "--service", mesh.Address, "--governance", mesh.Address]);

        Assert.Equal((0, Run(9, "succeeded") + "\n"), (exitCode, output));
        Assert.DoesNotContain("expired", errors, StringComparison.Ordinal);
        Assert.Equal(2, polls);
        Assert.True(tokens > 1, "The token lived for less than the wait.");
    }

    [Fact]
    public async Task List_that_is_cut_says_that_there_are_older_runs()
    {
        await using var mesh = await CannedMesh.StartAsync(context => CannedMesh.Json(
            $$"""{"items":[{{string.Join(',', Enumerable.Range(1, int.Parse(context.Request.Query["limit"]!, CultureInfo.InvariantCulture)).Select(id => Run(id, "succeeded")))}}],"next":"n"}"""));

        var (exitCode, output, errors) = await MeshCommand.CallAsync("pipeline", "runs", "a.a", "--service", mesh.Address);

        Assert.Equal((0, 100, "There are older runs: raise --limit.\n"), (exitCode, output.Count(c => c == '\n'), errors));
    }

    [Theory]
    [InlineData("2026-01-31T12:30:00Z", "queued")]
    [InlineData("9000-01-31T12:30:00Z", "queued until 9000-01-31T12:30:00Z")]
    public async Task Run_that_waits_says_until_when(string notBefore, string state)
    {
        await using var mesh = await CannedMesh.StartAsync(_ => CannedMesh.Json(
            $$"""{"items":[{"id":9,"product":"a.a","major":1,"window":"w","generation":1,"state":"queued","requested_at":"2026-01-31T12:30:00Z","not_before":"{{notBefore}}","is_unchanged":false}]}"""));

        Assert.Equal((0, $"w\trun 1\t{state}\n", ""), await MeshCommand.CallAsync("pipeline", "runs", "a.a", "--service", mesh.Address));
    }

    private static string Run(int id, string state) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id":{{id}},"product":"a.a","major":1,"window":"w","generation":1,"state":"{{state}}","requested_at":"2026-01-31T12:30:00Z","not_before":"2026-01-31T12:30:00Z"{{(state == "running" ? "" : ""","ended_at":"2026-01-31T12:40:00Z" """.TrimEnd())}},"is_unchanged":false}""");

    // A service that waits for the run for as long as the token is valid.
    private sealed class SlowAnswer : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, httpContext.RequestAborted);
            await CannedMesh.Json(Run(9, "running")).ExecuteAsync(httpContext);
        }
    }
}
