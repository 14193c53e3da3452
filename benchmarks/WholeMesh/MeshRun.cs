using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MeshStarter.WholeMesh;

/// <summary>One running mesh, on data and ports of its own.</summary>
internal sealed partial class MeshRun : IAsyncDisposable
{
    private const int PortOffset = 1000;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly DirectoryInfo _data = Scratch.NewFolder();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly List<string> _log = [];
    private readonly TaskCompletionSource _healthy = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;

    private MeshRun(string repository, bool build, string[] settings)
    {
        string[] run = build ? ["run"] : ["run", "--no-build"];
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = repository,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        string[] all =
        [
            .. run, "--project", "AppHost", "--",
            $"--Mesh:Data={_data.FullName}/mesh",
            string.Create(CultureInfo.InvariantCulture, $"--Mesh:Ports:Offset={PortOffset}"),
            .. settings,
        ];
        foreach (string argument in all)
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public static MeshRun Start(string repository, bool build, params string[] settings) => new(repository, build, settings);

    public static async Task BuildAsync(string repository, CancellationToken cancellationToken)
    {
        using var build = Process.Start(new ProcessStartInfo("dotnet", ["build", "AppHost", "-v", "q", "--nologo"]) { WorkingDirectory = repository })!;
        await build.WaitForExitAsync(cancellationToken);
        if (build.ExitCode != 0)
            throw new InvalidOperationException("The mesh does not build.");
    }

    /// <summary>Until the AppHost prints its table with every resource healthy; time since the start.</summary>
    public async Task<TimeSpan> UntilHealthyAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        await _healthy.Task.WaitAsync(patience, cancellationToken);
        return _clock.Elapsed;
    }

    /// <summary>Until a question gets the answer that was waited for; time since the start.</summary>
    public async Task<TimeSpan> UntilAnswerAsync(Question question, TimeSpan patience, CancellationToken cancellationToken)
    {
        var mesh = new Answers(_http, governance: Url(7402), query: Url(7403));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        while (!await mesh.GivesAsync(question, limit.Token))
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"The mesh ended with exit code {_process.ExitCode}:{Environment.NewLine}{string.Join(Environment.NewLine, _log.TakeLast(20))}");
            await Task.Delay(Between, limit.Token);
        }

        return _clock.Elapsed;
    }

    public ProportionalMemory Memory() => ProportionalMemory.Of(_process.Id, _data.FullName);

    public async ValueTask DisposeAsync()
    {
        using (var interrupt = Process.Start("kill", ["-INT", .. ProportionalMemory.ChildrenOf(_process.Id).Select(pid => pid.ToString(CultureInfo.InvariantCulture))]))
            await interrupt.WaitForExitAsync();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
        _data.Delete(recursive: true);
    }

    private static Uri Url(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port + PortOffset}"));

    // "  portal      healthy  http://localhost:7400", and after the last of them "Portal: http://localhost:7400"
    private void Hear(string? line)
    {
        if (line is null)
            return;
        _log.Add(line);
        if (TableEnd().IsMatch(line) && _log.Exists(row => TableRow().IsMatch(row)) && _log.TrueForAll(row => !Unhealthy().IsMatch(row)))
            _healthy.TrySetResult();
    }

    [GeneratedRegex("^Portal: http", RegexOptions.None, 1_000)]
    private static partial Regex TableEnd();

    [GeneratedRegex("^  [a-z-]+ +healthy +http", RegexOptions.None, 1_000)]
    private static partial Regex TableRow();

    [GeneratedRegex("^  [a-z-]+ +(?!healthy)[a-z][a-z, 0-9]* +http", RegexOptions.None, 1_000)]
    private static partial Regex Unhealthy();
}
