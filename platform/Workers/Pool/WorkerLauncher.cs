using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using MeshStarter.Platform.Storage;
using MeshStarter.Platform.Workers.Engine;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.Platform.Workers.Sandboxing;

namespace MeshStarter.Platform.Workers.Pool;

/// <summary>Starts SQL workers, each in a sandbox of its own where the system has one.</summary>
internal sealed class WorkerLauncher : IDisposable
{
    private const string DuckDbLibraryVariable = "MESH_DUCKDB_LIBRARY";

    // Small and plain: no debugger port, no second mapping of code pages (which a limit on file sizes would forbid), a small heap.
    private static readonly Dictionary<string, string> RuntimeSettings = new(StringComparer.Ordinal)
    {
        ["DOTNET_EnableDiagnostics"] = "0",
        ["DOTNET_EnableWriteXorExecute"] = "0",
        ["DOTNET_TieredPGO"] = "0",
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_gcConcurrent"] = "0",
        ["DOTNET_GCgen0size"] = "400000",
        ["DOTNET_GCHeapHardLimit"] = "18000000",
        ["LANG"] = "C.UTF-8",
        ["TZ"] = "UTC",
    };

    private readonly WorkerLimits _limits;
    private readonly string _program;
    private readonly TimeProvider _time;
    private readonly string _host = ReadableFiles.Host();
    private readonly WritingFolder? _folders;
    private int _started;

    /// <param name="limits">The limits of workers.</param>
    /// <param name="program">The assembly that a worker runs: one whose first argument <see cref="WorkerMain.Argument"/> calls <see cref="WorkerMain"/>.</param>
    /// <param name="folder">The folder of workers' files, absolute, best on the file system of the data.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not make it.</exception>
    public WorkerLauncher(WorkerLimits limits, string program, string folder, TimeProvider time)
    {
        (_limits, _program, _time) = (limits, program, time);
        Missing = WorkerSandbox.Missing();
        _folders = Missing is null ? new WritingFolder(folder) : null;
    }

    /// <summary>The feature that the system lacks for the sandbox; null where it has all.</summary>
    public string? Missing { get; }

    /// <inheritdoc cref="WorkerProcess.StartAsync"/>
    public async Task<WorkerProcess> StartAsync(CancellationToken cancellationToken)
    {
        string[] arguments = [_program, WorkerMain.Argument, _limits.Threads.ToString(CultureInfo.InvariantCulture), _limits.EngineMemoryMiB.ToString(CultureInfo.InvariantCulture)];
        try
        {
            return _folders is null
                ? await WorkerProcess.StartAsync(StartInfo(_host, arguments), files: null, _limits.MemoryMiB, _time, cancellationToken)
                : await StartInSandboxAsync(_folders, arguments, cancellationToken);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or Win32Exception)
        {
            // The system's own refusals: no room for the launcher, no process more, no permission.
            throw new WorkerStartException($"The process of a SQL worker cannot be started: {failed.Message}");
        }
    }

    public void Dispose() => _folders?.Dispose();

    private async Task<WorkerProcess> StartInSandboxAsync(WritingFolder folders, string[] arguments, CancellationToken cancellationToken)
    {
        var files = OpenFiles(Path.Combine(folders.Path, Interlocked.Increment(ref _started).ToString(CultureInfo.InvariantCulture)));
        try
        {
            using var sandbox = WorkerSandbox.Launcher(_host, arguments, Variables(), [.. ReadableFiles.Of(_host, _program), new ReadableFile(files.Folder, IsFolder: true)]);
            return await WorkerProcess.StartAsync(StartInfo(WorkerSandbox.PathOf(sandbox), []), files, _limits.MemoryMiB, _time, cancellationToken);
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    private static WorkerFiles OpenFiles(string folder)
    {
        try
        {
            return new WorkerFiles(folder);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new WorkerStartException($"The folder {folder} of a SQL worker cannot be made: {failed.Message}");
        }
    }

    // Secrets of the proxy (its client secret, connection strings) are in its environment: a worker inherits none of it.
    private static Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>(RuntimeSettings, StringComparer.Ordinal);
        if (Environment.GetEnvironmentVariable(DuckDbLibraryVariable) is { } library)
        {
            variables[DuckDbLibraryVariable] = library;
        }

        return variables;
    }

    private static ProcessStartInfo StartInfo(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetPathRoot(AppContext.BaseDirectory)!,
        };
        start.Environment.Clear();
        foreach (var (name, value) in Variables())
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
