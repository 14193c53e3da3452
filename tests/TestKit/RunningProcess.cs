using System.Diagnostics;

namespace MeshStarter.TestKit;

/// <summary>The life of a process that serves a test.</summary>
public static class RunningProcess
{
    /// <summary>Waits until a process that was started answers.</summary>
    /// <returns>Whether it does; false where it has ended, or takes longer than a time.</returns>
    public static async Task<bool> AnswersAsync(this Process process, Func<Task<bool>> answers, TimeSpan patience)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < patience && !process.HasExited; await timer.WaitForNextTickAsync())
        {
            try
            {
                if (await answers())
                {
                    return true;
                }
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }
        }

        return false;
    }

    /// <summary>Ends a process as its host does, and waits for its end.</summary>
    public static async Task TerminateAsync(this Process process, CancellationToken cancellationToken = default)
    {
        using var signal = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await signal.WaitForExitAsync(cancellationToken);
        if (signal.ExitCode != 0 && !process.HasExited)
        {
            throw new InvalidOperationException($"kill could not end process {process.Id}.");
        }

        await process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Kills a process, where there is one, with those that it started, and disposes of it.</summary>
    public static async Task EndAsync(this Process? process)
    {
        if (process is not null)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
