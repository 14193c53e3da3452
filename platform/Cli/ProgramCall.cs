using System.ComponentModel;
using System.Diagnostics;

namespace MeshStarter.Cli;

/// <summary>Calls another program of this machine: without a shell and without input, and no longer than it may take.</summary>
internal static class ProgramCall
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Returns what a program writes; null where there is none, for a refusal, and after 30 seconds.</summary>
    public static async Task<string?> ReadAsync(ProcessStartInfo program, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(program, Patience, cancellationToken) is (0, var output, _) ? output : null;
        }
        catch (Exception none) when (none is Win32Exception or TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">The program with its arguments.</param>
    /// <param name="patience">The longest call.</param>
    /// <param name="cancellationToken">Ends the program, and those that it started.</param>
    /// <returns>Its exit code and what it wrote; of its errors nothing where it succeeded.</returns>
    /// <exception cref="Win32Exception">There is no such program.</exception>
    /// <exception cref="TimeoutException">It did not end in time.</exception>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(ProcessStartInfo program, TimeSpan patience, CancellationToken cancellationToken)
    {
        (program.UseShellExecute, program.RedirectStandardInput, program.RedirectStandardOutput, program.RedirectStandardError) = (false, true, true, true);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(patience);
        using var process = Process.Start(program)!;
        try
        {
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync(end.Token);
            var output = await process.StandardOutput.ReadToEndAsync(end.Token);
            await process.WaitForExitAsync(end.Token);
            return (process.ExitCode, output, process.ExitCode == 0 ? "" : await errors);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"It did not end within {patience.TotalMinutes} minutes.", late);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
