using System.Net.Sockets;
using MeshStarter.Cli.Control;

namespace MeshStarter.Cli.Tests.Verbs;

/// <summary>The texts of <c>mesh status</c> and <c>mesh domain credentials</c> about what an AppHost answers.</summary>
public sealed class StatusTests : FolderTests
{
    private const string Orders = """{"resource":{"name":"orders","state":"healthy","addresses":["http://localhost:13000"],"reasons":[]}}""";

    private const string Inventory =
        """{"resource":{"name":"inventory","state":"degraded","addresses":["http://localhost:13001"],"reasons":["job import failed"],"feeds":[{"product":"inventory.daily_sales@1","kind":"pipeline","failing_since":"2026-01-31T12:30:00+00:00","due_seconds":300},{"product":"inventory.monthly_sales@1","kind":"pipeline","due_seconds":300},{"product":"inventory.returns@1","kind":"pipeline","due_seconds":0},{"product":"inventory.stock@1","kind":"source","failing_since":"2026-01-31T12:31:00+00:00","due_seconds":0},{"product":"inventory.stock@1","kind":"source","due_seconds":0,"has_rejected_rows":true}]}}""";

    [SkippableFact]
    public async Task Pipelines_and_failing_sources_are_with_their_domain()
    {
        Skip.If(OperatingSystem.IsWindows(), "The path is one of Unix.");

        var (exitCode, output, errors) = await RunAsync();

        Assert.Equal(
            (1,
            """
            orders     healthy   http://localhost:13000
            inventory  degraded  http://localhost:13001
              job import failed
              pipeline inventory.daily_sales@1: fails since 2026-01-31T12:30:00Z; mesh pipeline status inventory.daily_sales@1 says why
              pipeline inventory.monthly_sales@1: a window waits, for 5 min so far; mesh pipeline status inventory.monthly_sales@1 says until when
              pipeline inventory.returns@1: on time
              source inventory.stock@1: fails since 2026-01-31T12:31:00Z
              source inventory.stock@1: rows of its files are rejected; mesh source status inventory.stock@1 names them

            """,
            ""),
            (exitCode, output, errors));
    }

    [SkippableFact]
    public async Task Json_is_an_object_a_process()
    {
        Skip.If(OperatingSystem.IsWindows(), "The path is one of Unix.");

        var (exitCode, output, _) = await RunAsync("--format", "json");

        Assert.Equal(1, exitCode);
        Assert.Equal(["\"orders\"", "\"inventory\""], output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("name").GetRawText()));
        Assert.Contains("\"kind\":\"source\"", output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Credentials_are_reported_with_their_file()
    {
        Skip.If(OperatingSystem.IsWindows(), "The path is one of Unix.");
        var file = Path.Combine(Folder.Path, "written.json");

        Assert.Equal((0, $$"""{"domain":"shipping","file":"{{file}}"}""" + "\n", "Written.\n"), await CallAsync("credentials", ["""{"text":"Written."}""", """{"exit_code":0}"""], "domain", "credentials", "shipping", "--output", file, "--format", "json"));
    }

    [SkippableTheory]
    [InlineData("status", 30)]
    [InlineData("restart", 720)]
    public async Task Mesh_that_takes_the_call_and_is_silent_ends_with_3(string command, int seconds)
    {
        Skip.If(OperatingSystem.IsWindows(), "The path is one of Unix.");
        using var listener = Listen();
        var time = new PassedTime();

        var silent = await Assert.ThrowsAsync<CliException>(() => ControlClient.SendAsync(Folder.Path, new ControlRequest(command), _ => Task.CompletedTask, time, CancellationToken.None));

        Assert.Equal((3, $"The mesh of this machine has not answered for {seconds} s. Let its AppHost go on, or start it again."), (silent.ExitCode, silent.Message));
        Assert.Equal([TimeSpan.FromSeconds(seconds)], time.Waits);
    }

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] more) => CallAsync("status", [Orders, Inventory, """{"exit_code":1}"""], ["status", .. more]);

    private async Task<(int ExitCode, string Output, string Errors)> CallAsync(string command, string[] answer, params string[] arguments)
    {
        using var listener = Listen();
        var answered = AnswerAsync(listener, command, answer);
        var result = await MeshCommand.RunAsync(Path.GetTempPath(), environment: null, [.. arguments, "--data", Folder.Path]);
        await answered;
        return result;
    }

    private Socket Listen()
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(Directory.CreateDirectory(Path.Combine(Folder.Path, "control")).FullName, "apphost.sock")));
        listener.Listen();
        return listener;
    }

    private static async Task AnswerAsync(Socket listener, string command, string[] answer)
    {
        await using var stream = new NetworkStream(await listener.AcceptAsync(), ownsSocket: true);
        using var reader = new StreamReader(stream, leaveOpen: true);
        await using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        Assert.Contains($"\"{command}\"", await reader.ReadLineAsync(), StringComparison.Ordinal);
        foreach (var line in answer)
        {
            await writer.WriteLineAsync(line);
        }
    }

    // Each wait is over at once.
    private sealed class PassedTime : TimeProvider
    {
        public List<TimeSpan> Waits { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
