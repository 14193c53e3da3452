using System.Diagnostics;

namespace MeshStarter.EmbeddedPostgres.Accounts;

/// <summary>The exit code and output of a short command.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    private static readonly string[] Marks = ["error:", "ERROR:", "FATAL:", "PANIC:"];

    /// <summary>The command's own words in one line, for an error message: those it marks as errors, else its last.</summary>
    public string Reason
    {
        get
        {
            string[] said = (string.IsNullOrWhiteSpace(Error) ? Output : Error).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            string[] marked = said.Where(line => Marks.Any(mark => line.Contains(mark, StringComparison.Ordinal))).ToArray();
            return (marked.Length > 0 ? marked.Take(3) : said.TakeLast(3)).ToList() is { Count: > 0 } lines ? string.Join(" | ", lines) : $"exit code {ExitCode}";
        }
    }
}

/// <summary>Runs short commands as the server's user.</summary>
internal static class Command
{
    /// <summary>Describes a process of <paramref name="account"/> (null: this process's user) that inherits none of our settings, and so no secret.</summary>
    public static ProcessStartInfo Describe(ServerAccount? account, string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = true };
        if (!OperatingSystem.IsWindows())
        {
            start.WorkingDirectory = "/"; // ours may be out of that user's reach
            // The last one is glibc's: without it a session keeps what its largest statement took.
            KeepOnly(start.Environment, "PATH", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "MALLOC_TRIM_THRESHOLD_");
        }
        else
        {
            foreach (string name in start.Environment.Keys.Where(IsOurs).ToList())
            {
                start.Environment.Remove(name);
            }
        }

        start.Environment["LC_ALL"] = "C";
        start.Environment["TZ"] = "UTC";
        if (account is { IsOther: true })
        {
            start.UserName = account.Name;
        }

        return start;
    }

    /// <summary>Runs to the end with <paramref name="input"/> on standard input. Never throws for a command that fails or is missing.</summary>
    public static async Task<CommandResult> RunAsync(
        ServerAccount? account, string program, IEnumerable<string> arguments, string? input, CancellationToken cancellationToken) =>
        await RunWithWriterAsync(account, program, arguments, stream => WriteAsync(stream, input, cancellationToken), cancellationToken);

    /// <summary>The same with a writer for standard input, for input that is large.</summary>
    public static async Task<CommandResult> RunWithWriterAsync(
        ServerAccount? account, string program, IEnumerable<string> arguments, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        var start = Describe(account, program, arguments);
        start.RedirectStandardOutput = true;
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            try
            {
                await write(process.StandardInput.BaseStream);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended before it read everything; its exit code and words say why.
            }

            try
            {
                await process.WaitForExitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }

            return new(process.ExitCode, await output, await error);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return new(127, "", missing.Message);
        }
    }

    /// <summary>Runs a line of POSIX shell; <c>$1</c> and on are <paramref name="arguments"/>.</summary>
    public static Task<CommandResult> ShellAsync(
        ServerAccount account, string script, IEnumerable<string> arguments, string? input, CancellationToken cancellationToken) =>
        RunAsync(account, "/bin/sh", ["-c", script, "sh", .. arguments], input, cancellationToken);

    private static async Task WriteAsync(Stream stream, string? input, CancellationToken cancellationToken)
    {
        if (input is not null)
        {
            await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(input), cancellationToken);
        }
    }

    private static void KeepOnly(IDictionary<string, string?> environment, params string[] names)
    {
        foreach (string name in environment.Keys.Except(names, StringComparer.Ordinal).ToList())
        {
            environment.Remove(name);
        }
    }

    private static bool IsOurs(string name) =>
        name.StartsWith("Mesh__", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("ConnectionStrings__", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("PG", StringComparison.OrdinalIgnoreCase);
}
