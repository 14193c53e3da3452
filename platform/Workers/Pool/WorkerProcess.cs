using System.Diagnostics;
using System.IO.Pipes;
using System.Text;
using System.Text.Json;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Workers.Buffers;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.Platform.Workers.Sandboxing;

namespace MeshStarter.Platform.Workers.Pool;

/// <summary>
/// One SQL worker: a process of this same assembly with an empty environment, in a sandbox, and with limits set from outside. It is used by
/// one query at a time, of one subject. Ending it is how a query is stopped, whatever the engine is doing.
/// </summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(2);

    private const int PipeBytes = 1024 * 1024;

    private readonly Process _process;
    private readonly Stream _input;
    private readonly Stream _output;
    private readonly FrameReader _frames;
    private readonly StringBuilder _errors = new();
    private QueryFailure? _endedFor;

    private readonly WorkerFiles? _files;

    private WorkerProcess(Process process, WorkerFiles? files)
    {
        (_process, _files) = (process, files);
        _input = process.StandardInput.BaseStream;
        _output = process.StandardOutput.BaseStream;
        _frames = new FrameReader(_output);
        if (_output is PipeStream pipe)
        {
            // A batch at a time: else the worker and its reader wait for each other a dozen times in each.
            Kernel.Widen(pipe.SafePipeHandle, PipeBytes);
        }

        Id = process.Id;
        process.ErrorDataReceived += (_, line) => KeepError(line.Data);
        process.BeginErrorReadLine();
    }

    public int Id { get; }

    /// <summary>The subject of all its queries; null as long as it is fresh.</summary>
    public string? Subject { get; set; }

    /// <summary>Whether a file of its queries had to be copied for it.</summary>
    public bool HasCopied => _files is { HasCopied: true };

    /// <summary>The reason why it was ended on purpose; null while it runs, or when it ended by itself.</summary>
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
    /// <param name="start">The process.</param>
    /// <param name="files">The only files with data that it may read; null where it is in no sandbox.</param>
    /// <param name="memoryMiB">Its memory.</param>
    /// <param name="time">For the wait.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="WorkerStartException">It did not come up; the message says what it said.</exception>
    public static async Task<WorkerProcess> StartAsync(ProcessStartInfo start, WorkerFiles? files, int memoryMiB, TimeProvider time, CancellationToken cancellationToken)
    {
        var process = Process.Start(start) ?? throw new WorkerStartException("The SQL worker's process did not start.");
        var worker = new WorkerProcess(process, files);
        try
        {
            ProcessLimits.Apply(process.Id, memoryMiB);
            using var timeout = new CancellationTokenSource(StartTimeout, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            // A read from a pipe cannot be cancelled; ending the process ends the read.
            await using var end = both.Token.Register(static self => ((WorkerProcess)self!).Kill(), worker);
            if (await worker.ReadAsync() is not { Kind: FrameKind.Ready })
            {
                cancellationToken.ThrowIfCancellationRequested();
                var cause = (await worker.ExplainEndAsync()).Cause;
                throw new WorkerStartException($"The SQL worker did not come up: it {cause}.");
            }

            return worker;
        }
        catch
        {
            worker.Dispose();
            throw;
        }
    }

    /// <summary>Hands a query's files over and sends its request.</summary>
    /// <exception cref="FileNotFoundException">A file has gone; nothing was sent.</exception>
    /// <exception cref="WorkerFilesException">A file cannot be copied; nothing was sent.</exception>
    /// <exception cref="QueryFailedException">Copies of files exceed the disk space; nothing was sent.</exception>
    /// <exception cref="IOException">The worker has ended.</exception>
    public Task ExecuteAsync(ExecuteRequest request, DiskShare disk, CancellationToken cancellationToken) =>
        SendAsync(FrameKind.Execute, JsonSerializer.SerializeToUtf8Bytes(_files?.HandOver(request, disk, cancellationToken) ?? request, WorkerJson.Default.ExecuteRequest), cancellationToken);

    /// <summary>The error of a frame, in the paths that the request had.</summary>
    public EngineError ErrorOf(Frame frame)
    {
        var error = WorkerFrames.Error(frame);
        return _files?.InPaths(error) ?? error;
    }

    /// <summary>Takes the last query's files from it.</summary>
    public void TakeFilesBack() => _files?.TakeBack();

    /// <exception cref="IOException">The worker has ended.</exception>
    public Task SendAsync(FrameKind kind, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        FrameStream.WriteAsync(_input, kind, content, cancellationToken);

    /// <summary>The next frame, or null when the worker has ended. Does not end before one of both.</summary>
    /// <param name="arrays">Gives the memory of rows; null where none are expected.</param>
    public async Task<Frame?> ReadAsync(BatchArrays? arrays = null)
    {
        try
        {
            if (await _frames.ReadAsync(arrays) is { } frame)
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

    /// <summary>Returns how it came to its end, once nothing more comes from it. Waits a moment for the process to be over.</summary>
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

    /// <summary>Closes the worker's input, as the end of the proxy would: for tests of it.</summary>
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
        _files?.Dispose();
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
}
