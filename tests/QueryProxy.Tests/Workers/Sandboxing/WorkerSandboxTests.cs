using System.Text.RegularExpressions;
using MeshStarter.Platform.Workers.Pool;
using MeshStarter.Platform.Workers.Sandboxing;

namespace MeshStarter.QueryProxy.Tests.Workers.Sandboxing;

/// <summary>Attempts that native code could make if it ran in a worker, on any of its threads.</summary>
public sealed class WorkerSandboxTests(WorkerPoolFixture fixture, WorkerSandboxTests.ProbedSandbox probe) : IClassFixture<WorkerPoolFixture>, IClassFixture<WorkerSandboxTests.ProbedSandbox>
{
    private const int NotPermitted = 1;
    private const int Denied = 13;
    private const int NotKnown = 38;

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
    public void System_calls_beyond_a_workers_are_refused_on_every_thread()
    {
        Skip.IfNot(WorkerSandbox.Missing() is null, "the system has no sandbox");
        var calls = probe.Attempts.Where(attempt => !attempt.What.StartsWith("open ", StringComparison.Ordinal) && !attempt.What.StartsWith("empty ", StringComparison.Ordinal)).ToList();

        Assert.Equal(["finalizer", "main", "started"], calls.Select(attempt => attempt.Thread).Distinct().Order(StringComparer.Ordinal));
        Assert.All(calls, attempt => Assert.Equal(attempt with { Error = attempt.What == SandboxProbe.OpenAt2 ? NotKnown : NotPermitted }, attempt));
        Assert.True(calls.Count > 3 * SystemCalls.Refused.Count / 2);
    }

    [SkippableFact]
    public void Files_beyond_a_workers_are_refused_on_every_thread()
    {
        Skip.IfNot(WorkerSandbox.Missing() is null, "the system has no sandbox");

        Assert.All(probe.Refused, path => Assert.Equal([Denied, Denied, Denied], ErrorsOf($"open {path}")));
        Assert.All([probe.Mine, ProbedSandbox.OwnMemory], path => Assert.Equal([0, 0, 0], ErrorsOf($"open {path}")));
    }

    /// <summary>Landlock's first two versions let a file be emptied that may only be read.</summary>
    [SkippableFact]
    public async Task File_that_may_be_read_is_not_emptied_on_any_thread()
    {
        Skip.IfNot(WorkerSandbox.Missing() is null, "the system has no sandbox");

        Assert.Equal([NotPermitted, NotPermitted, NotPermitted], ErrorsOf($"empty {probe.Mine}"));
        Assert.Equal("content", await File.ReadAllTextAsync(probe.Mine));
    }

    /// <summary>A name in the worker's folder that leads elsewhere opens nothing elsewhere.</summary>
    [SkippableFact]
    public void Link_in_a_workers_folder_leads_nowhere_else()
    {
        Skip.IfNot(WorkerSandbox.Missing() is null, "the system has no sandbox");

        Assert.Equal([Denied, Denied, Denied], ErrorsOf($"open {probe.Link}"));
    }

    [SkippableFact]
    public async Task Sandbox_that_cannot_be_raised_starts_nothing()
    {
        Skip.IfNot(WorkerSandbox.Missing() is null, "the system has no sandbox");
        using var launcher = WorkerSandbox.Launcher(ReadableFiles.Host(), ["--version"], new Dictionary<string, string>(StringComparer.Ordinal), [new ReadableFile(Path.Combine(Path.GetTempPath(), $"gone-{Guid.NewGuid():N}"), IsFolder: true)]);

        var (code, output, errors) = await LaunchedProgram.RunAsync(launcher);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains("open", errors, StringComparison.Ordinal);
    }

    // One of each thread.
    private int[] ErrorsOf(string what) => [.. probe.Attempts.Where(attempt => attempt.What == what).Select(attempt => attempt.Error)];

    /// <summary>The attempts of one probe: its files are a worker's own ones, one elsewhere, settings and those of other processes.</summary>
    public sealed class ProbedSandbox : IAsyncLifetime
    {
        public const string OwnMemory = "/proc/self/maps";

        private readonly string _folder = Directory.CreateTempSubdirectory("mesh-sandbox-").FullName;
        private readonly string _elsewhere = Directory.CreateTempSubdirectory("mesh-sandbox-").FullName;
        private readonly string _settings = Path.Combine(AppContext.BaseDirectory, $"appsettings.{Guid.NewGuid():N}.json");

        /// <summary>A file in the worker's folder.</summary>
        public string Mine => Path.Combine(_folder, "mine.parquet");

        /// <summary>A link in it to a file elsewhere.</summary>
        public string Link => Path.Combine(_folder, "link.parquet");

        /// <summary>The files and folders that a worker may not open.</summary>
        public IReadOnlyList<string> Refused =>
        [
            Other, _settings, _elsewhere, AppContext.BaseDirectory, "/etc/passwd", "/tmp", "/proc", "/etc/shadow",
            .. new[] { Environment.ProcessId, 1 }.SelectMany(id => new[] { "environ", "cmdline", "status", "maps", "mem", "fd", "task" }.Select(name => $"/proc/{id}/{name}")),
        ];

        internal IReadOnlyList<SandboxProbe.Attempt> Attempts { get; private set; } = [];

        private string Other => Path.Combine(_elsewhere, "other.parquet");

        public async Task InitializeAsync()
        {
            if (WorkerSandbox.Missing() is not null)
            {
                return;
            }

            foreach (var path in new[] { Mine, Other, _settings })
            {
                await File.WriteAllTextAsync(path, "content");
            }

            File.CreateSymbolicLink(Link, "/etc/passwd");
            Attempts = await SandboxProbe.RunAsync(_folder, [Mine, OwnMemory, Link, .. Refused]);
        }

        public Task DisposeAsync()
        {
            Directory.Delete(_folder, recursive: true);
            Directory.Delete(_elsewhere, recursive: true);
            File.Delete(_settings);
            return Task.CompletedTask;
        }
    }
}
