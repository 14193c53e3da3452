using System.ComponentModel;
using System.Diagnostics;
using MeshStarter.EmbeddedPostgres.Servers;

namespace Aspire.Hosting.Processes;

/// <summary>A started program, with its output by lines; ends together with all processes that it started.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MostForLeftovers = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan MostForLastLines = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly TimeProvider _time;

    private ChildProcess(Process process, Action<string, bool> onLine, TimeProvider time)
    {
        _process = process;
        _time = time;
        Id = process.Id;
        Exited = ExitAsync(Task.WhenAll(PumpAsync(process.StandardOutput, isError: false), PumpAsync(process.StandardError, isError: true)));

        async Task PumpAsync(StreamReader reader, bool isError)
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                onLine(line, isError);
            }
        }
    }

    /// <summary>Process id, on Unix also that of its group and session.</summary>
    internal int Id { get; }

    /// <summary>Completes with the exit code: 128 and the signal's number if a signal ended the process.</summary>
    internal Task<int> Exited { get; }

    /// <exception cref="DistributedApplicationException">The program cannot be started.</exception>
    internal static ChildProcess Start(ChildCommand command, Action<string, bool> onLine, TimeProvider time)
    {
        var process = new Process { StartInfo = SessionLauncher.Describe(command) };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            process.Dispose();
            throw new DistributedApplicationException($"'{command.FileName}' cannot be started: {e.Message}", e);
        }

        if (OperatingSystem.IsWindows())
        {
            _ = KillOnCloseJob.Take(process);
        }

        process.StandardInput.Close();
        return new ChildProcess(process, onLine, time);
    }

    /// <summary>Signals the process to end, and kills it and its remaining children after the time limit.</summary>
    /// <returns>Whether the process ended by itself.</returns>
    internal async Task<bool> EndAsync(TimeSpan grace)
    {
        if (!Exited.IsCompleted)
        {
            ProcessGroup.Terminate(Id);
        }

        var byItself = await EndsWithinAsync(grace);
        if (!byItself)
        {
            Kill();
        }

        await Exited;
        await EndLeftoversAsync(byItself ? grace : TimeSpan.Zero);
        return byItself;
    }

    /// <summary>Ends the remaining processes of a child's group.</summary>
    internal async Task EndLeftoversAsync(TimeSpan grace)
    {
        if (OperatingSystem.IsWindows() || !ProcessGroup.Exists(Id))
        {
            return;
        }

        var started = _time.GetTimestamp();
        var most = grace < MostForLeftovers ? grace : MostForLeftovers;
        ProcessGroup.TerminateAll(Id);
        while (ProcessGroup.Exists(Id) && _time.GetElapsedTime(started) < most)
        {
            await Task.Delay(Poll, _time);
        }

        ProcessGroup.KillAll(Id);
    }

    public void Dispose() => _process.Dispose();

    private async Task<int> ExitAsync(Task output)
    {
        await _process.WaitForExitAsync();
        // Children of the process may keep the pipes open much longer.
        await Task.WhenAny(output, Task.Delay(MostForLastLines, _time));
        return _process.ExitCode;
    }

    private async Task<bool> EndsWithinAsync(TimeSpan grace) =>
        await Task.WhenAny(Exited, Task.Delay(grace, _time)) == Exited;

    private void Kill()
    {
        if (OperatingSystem.IsWindows())
        {
            _process.Kill(entireProcessTree: true);
        }
        else
        {
            ProcessGroup.KillAll(Id);
        }
    }
}
