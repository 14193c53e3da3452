using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace MeshStarter.Cli.Checking;

/// <summary>Calls git, which only reads: no lock, no question, no shell, and an end after 30 seconds.</summary>
internal static class GitProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Returns what git writes; null without git, for a refusal, and after the time.</summary>
    /// <param name="folder">The folder in which it runs.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<string?> ReadAsync(string folder, CancellationToken cancellationToken, params string[] arguments)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        try
        {
            using var git = Process.Start(start)!;
            try
            {
                var (output, _) = (git.StandardOutput.ReadToEndAsync(patience.Token), git.StandardError.ReadToEndAsync(patience.Token));
                var text = await output;
                await git.WaitForExitAsync(patience.Token);
                return git.ExitCode == 0 ? text : null;
            }
            finally
            {
                git.Kill();
            }
        }
        catch (Exception exception) when (exception is Win32Exception || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }
}
