using System.Diagnostics;
using MeshStarter.QueryProxy.Workers.Sandboxing;
using Microsoft.Win32.SafeHandles;

namespace MeshStarter.QueryProxy.Tests.Workers.Sandboxing;

/// <summary>Runs the program that a launcher becomes.</summary>
internal static class LaunchedProgram
{
    public static Process Start(SafeFileHandle launcher) => Process.Start(new ProcessStartInfo(WorkerSandbox.PathOf(launcher))
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
        WorkingDirectory = "/",
    })!;

    /// <summary>Runs it to its end; returns its exit code and what it wrote.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(SafeFileHandle launcher)
    {
        using var process = Start(launcher);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
        var errors = process.StandardError.ReadToEndAsync(timeout.Token);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            process.Kill();
        }
    }
}
