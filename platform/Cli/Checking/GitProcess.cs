using System.Diagnostics;
using System.Text;

namespace MeshStarter.Cli.Checking;

/// <summary>Calls git, which only reads: no lock, and no question.</summary>
internal static class GitProcess
{
    /// <summary>Returns what git writes; null without git, for a refusal, and after 30 seconds.</summary>
    /// <param name="folder">The folder in which it runs.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="arguments">Its arguments.</param>
    public static Task<string?> ReadAsync(string folder, CancellationToken cancellationToken, params string[] arguments)
    {
        var git = new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, StandardOutputEncoding = Encoding.UTF8 };
        git.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        git.Environment["GIT_TERMINAL_PROMPT"] = "0";
        return ProgramCall.ReadAsync(git, cancellationToken);
    }
}
