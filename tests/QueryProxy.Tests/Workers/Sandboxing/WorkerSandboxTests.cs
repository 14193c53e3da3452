using System.Text.RegularExpressions;
using MeshStarter.Platform.Workers.Pool;
using MeshStarter.Platform.Workers.Sandboxing;

namespace MeshStarter.QueryProxy.Tests.Workers.Sandboxing;

/// <summary>Attempts that native code could make if it ran in a worker, on any of its threads.</summary>
public sealed class WorkerSandboxTests(WorkerPoolFixture fixture) : IClassFixture<WorkerPoolFixture>, IDisposable
{
    private const int NotPermitted = 1;
    private const int Denied = 13;
    private const int NotKnown = 38;

    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-sandbox-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public async Task Every_thread_of_a_worker_is_restricted()
    {
        Skip.IfNot(WorkerSandbox.Missing() is null, "the system has no sandbox");
        await using var lease = await fixture.Pool.LendAsync("analyst", "query", () => null, CancellationToken.None);

        var threads = Directory.EnumerateDirectories($"/proc/{lease.Worker.Id}/task").Select(task => File.ReadAllText(Path.Combine(task, "status"))).ToList();

        Assert.True(threads.Count > 3);
        Assert.All(threads, status =>
        {
            Assert.Matches(new Regex(@"^NoNewPrivs:\s+1$", RegexOptions.Multiline), status);
            Assert.Matches(new Regex(@"^Seccomp:\s+2$", RegexOptions.Multiline), status);
        });
        lease.After = WorkerAfterUse.Untouched;
    }

    [SkippableFact]
    public async Task System_calls_beyond_a_workers_are_refused_on_every_thread()
    {
        Skip.IfNot(WorkerSandbox.Missing() is null, "the system has no sandbox");

        var attempts = await SandboxProbe.RunAsync(_folder);

        Assert.Equal(["finalizer", "main", "started"], attempts.Select(attempt => attempt.Thread).Distinct().Order(StringComparer.Ordinal));
        Assert.All(attempts, attempt => Assert.Equal(attempt with { Error = attempt.What == SandboxProbe.OpenAt2 ? NotKnown : NotPermitted }, attempt));
        Assert.True(attempts.Count > 3 * SystemCalls.Refused.Count / 2);
    }

    [SkippableFact]
    public async Task Files_beyond_a_workers_are_refused_on_every_thread()
    {
        Skip.IfNot(WorkerSandbox.Missing() is null, "the system has no sandbox");
        var mine = Path.Combine(_folder, "mine.parquet");
        var other = Path.Combine(fixture.Buckets, "other.parquet");
        var settings = Path.Combine(AppContext.BaseDirectory, $"appsettings.{Guid.NewGuid():N}.json");
        foreach (var path in new[] { mine, other, settings })
        {
            await File.WriteAllTextAsync(path, "content");
        }

        string[] refused =
        [
            other, settings, fixture.Buckets, AppContext.BaseDirectory, "/etc/passwd", "/tmp", "/proc", "/etc/shadow",
            .. new[] { Environment.ProcessId, 1 }.SelectMany(id => new[] { "environ", "cmdline", "status", "maps", "mem", "fd", "task" }.Select(name => $"/proc/{id}/{name}")),
        ];
        try
        {
            var attempts = await SandboxProbe.RunAsync(_folder, [mine, "/proc/self/maps", .. refused]);

            var opens = attempts.Where(attempt => attempt.What.StartsWith("open ", StringComparison.Ordinal)).ToList();
            Assert.Equal(3 * (2 + refused.Length), opens.Count);
            Assert.All(opens, attempt => Assert.Equal(attempt with { Error = attempt.What == $"open {mine}" || attempt.What == "open /proc/self/maps" ? 0 : Denied }, attempt));
        }
        finally
        {
            File.Delete(settings);
        }
    }

    /// <summary>Landlock's first two versions let a file be emptied that may only be read.</summary>
    [SkippableFact]
    public async Task File_that_may_be_read_is_not_emptied_on_any_thread()
    {
        Skip.IfNot(WorkerSandbox.Missing() is null, "the system has no sandbox");
        var mine = Path.Combine(_folder, "mine.parquet");
        await File.WriteAllTextAsync(mine, "content");

        var attempts = await SandboxProbe.RunAsync(_folder, mine);

        Assert.Equal([NotPermitted, NotPermitted, NotPermitted], attempts.Where(attempt => attempt.What == $"empty {mine}").Select(attempt => attempt.Error));
        Assert.Equal("content", await File.ReadAllTextAsync(mine));
    }

    /// <summary>A name in the worker's folder that leads elsewhere opens nothing elsewhere.</summary>
    [SkippableFact]
    public async Task Link_in_a_workers_folder_leads_nowhere_else()
    {
        Skip.IfNot(WorkerSandbox.Missing() is null, "the system has no sandbox");
        var link = Path.Combine(_folder, "link.parquet");
        File.CreateSymbolicLink(link, "/etc/passwd");

        var attempts = await SandboxProbe.RunAsync(_folder, link);

        Assert.All(attempts.Where(attempt => attempt.What == $"open {link}"), attempt => Assert.Equal(Denied, attempt.Error));
    }

    [SkippableFact]
    public async Task Sandbox_that_cannot_be_raised_starts_nothing()
    {
        Skip.IfNot(WorkerSandbox.Missing() is null, "the system has no sandbox");
        using var launcher = WorkerSandbox.Launcher(ReadableFiles.Host(), ["--version"], new Dictionary<string, string>(StringComparer.Ordinal), [new ReadableFile(Path.Combine(_folder, "gone"), IsFolder: true)]);

        var (code, output, errors) = await LaunchedProgram.RunAsync(launcher);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains("open", errors, StringComparison.Ordinal);
    }
}
