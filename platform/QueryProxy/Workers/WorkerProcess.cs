using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using MeshStarter.QueryProxy.Engine;
using MeshStarter.QueryProxy.Failures;

namespace MeshStarter.QueryProxy.Workers;

/// <summary>
/// One SQL worker: a process of this same assembly with an empty environment and limits set from outside. It is used by one
/// query at a time. Ending it is how a query is stopped, whatever the engine is doing.
/// </summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly Stream _input;
    private readonly Stream _output;
    private readonly StringBuilder _errors = new();
    private QueryFailure? _endedFor;

    private WorkerProcess(Process process)
    {
        _process = process;
        _input = process.StandardInput.BaseStream;
        _output = process.StandardOutput.BaseStream;
        Id = process.Id;
        process.ErrorDataReceived += (_, line) => KeepError(line.Data);
        process.BeginErrorReadLine();
    }

    public int Id { get; }

    /// <summary>Whether the kernel keeps its engine to the files it needs.</summary>
    public bool IsSandboxed { get; private set; }

    /// <summary>Why it was ended on purpose; null while it runs, or when it ended by itself.</summary>
    public QueryFailure? EndedFor => Volatile.Read(ref _endedFor);

    public bool HasExited => _process.HasExited;

    /// <summary>Whether it has gone, or is about to be: nothing more comes from it.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Processor time since it started; zero once it has ended.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            try
            {
                return _process.TotalProcessorTime;
            }
            catch (Exception ended) when (ended is InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                return TimeSpan.Zero;
            }
        }
    }

    /// <summary>The last thing it said on standard error; for the log alone.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    /// <summary>Starts a worker and waits until its engine answers.</summary>
    /// <param name="options">Its limits.</param>
    /// <param name="buckets">The folder of all buckets, the only one with data that it may read.</param>
    /// <param name="time">For the wait.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="WorkerStartException">It did not come up; the message says what it said.</exception>
    public static async Task<WorkerProcess> StartAsync(QueryOptions options, string buckets, TimeProvider time, CancellationToken cancellationToken)
    {
        var process = Process.Start(StartInfo(options, buckets)) ?? throw new WorkerStartException("The SQL worker's process did not start.");
        var worker = new WorkerProcess(process);
        try
        {
            ProcessLimits.Apply(process.Id, options.MemoryMiB);
            using var timeout = new CancellationTokenSource(StartTimeout, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            // A read from a pipe cannot be cancelled; ending the process ends the read.
            await using var end = both.Token.Register(static self => ((WorkerProcess)self!).Kill(), worker);
            if (await worker.ReadAsync() is not { Kind: FrameKind.Ready } ready)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw new WorkerStartException($"The SQL worker did not come up. {worker.Errors}".TrimEnd());
            }

            worker.IsSandboxed = WorkerFrames.Ready(ready).IsSandboxed;
            return worker;
        }
        catch
        {
            worker.Dispose();
            throw;
        }
    }

    /// <exception cref="IOException">The worker has ended.</exception>
    public Task SendAsync(FrameKind kind, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        FrameStream.WriteAsync(_input, kind, content, cancellationToken);

    /// <summary>The next frame, or null when the worker has ended. Does not end before one of both.</summary>
    public async Task<Frame?> ReadAsync()
    {
        try
        {
            if (await FrameStream.ReadAsync(_output, CancellationToken.None) is { } frame)
            {
                return frame;
            }
        }
        catch (Exception ended) when (ended is IOException or ObjectDisposedException)
        {
            // Half a frame.
        }
        catch (InvalidDataException)
        {
            Kill();
        }

        IsGone = true;
        return null;
    }

    /// <summary>How it came to its end, once nothing more comes from it. Waits a moment for the process to be over.</summary>
    public async Task<WorkerEnd> ExplainEndAsync()
    {
        using var timeout = new CancellationTokenSource(EndTimeout);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            // It closed its output and lives on.
            Kill();
        }

        return WorkerEnd.Of(EndedFor, _process.HasExited ? _process.ExitCode : null, Errors);
    }

    /// <summary>Closes the worker's input, as the end of the proxy would.</summary>
    internal void CloseInput() => _input.Dispose();

    /// <summary>Ends the worker for this reason; the first reason counts.</summary>
    public void End(QueryFailure reason)
    {
        Interlocked.CompareExchange(ref _endedFor, reason, null);
        IsGone = true;
        Kill();
    }

    public void Dispose()
    {
        Kill();
        _input.Dispose();
        _output.Dispose();
        _process.Dispose();
    }

    private void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }

    private void KeepError(string? line)
    {
        const int MaxErrorLength = 2_000;
        lock (_errors)
        {
            if (line is not null && _errors.Length < MaxErrorLength)
            {
                _errors.Append(line).Append(' ');
            }
        }
    }

    private static ProcessStartInfo StartInfo(QueryOptions options, string buckets)
    {
        var start = new ProcessStartInfo(DotnetHost())
        {
            ArgumentList =
            {
                typeof(WorkerProcess).Assembly.Location,
                WorkerMain.Argument,
                options.Threads.ToString(),
                options.EngineMemoryMiB.ToString(),
                buckets,
            },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetPathRoot(AppContext.BaseDirectory)!,
        };
        // Secrets of the proxy (its client secret, connection strings) are in its environment: a worker inherits none of it.
        var library = Environment.GetEnvironmentVariable(DuckDbLibraryVariable);
        start.Environment.Clear();
        foreach (var (name, value) in RuntimeSettings)
        {
            start.Environment[name] = value;
        }

        if (library is not null)
        {
            start.Environment[DuckDbLibraryVariable] = library;
        }

        return start;
    }

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

    private static string DotnetHost()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        // …/shared/Microsoft.NETCore.App/10.0.0/
        var root = new DirectoryInfo(RuntimeEnvironment.GetRuntimeDirectory()).Parent?.Parent?.Parent?.FullName;
        var sibling = root is null ? null : Path.Combine(root, name);
        return sibling is not null && File.Exists(sibling)
            ? sibling
            : throw new WorkerStartException($"The .NET host ({name}) was not found alongside the runtime in {RuntimeEnvironment.GetRuntimeDirectory()}.");
    }
}
