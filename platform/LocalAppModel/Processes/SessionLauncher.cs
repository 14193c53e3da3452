using System.Diagnostics;

namespace Aspire.Hosting.Processes;

/// <summary>
/// Starts programs so that Ctrl+C at a terminal does not reach them: in a session of their own (Unix), in a console group of their own
/// (Windows). .NET has no option for it and starts children in their parent's session. The usual small programs create a new session
/// and then become the child, so no process is added.
/// </summary>
internal static class SessionLauncher
{
    // For macOS, which has no setsid program.
    private const string PerlSetsid = "use POSIX 'setsid'; setsid(); exec { $ARGV[0] } @ARGV; exit 127";

    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly Lazy<string[]> Prefix = new(FindPrefix);

    internal static ProcessStartInfo Describe(ChildCommand command)
    {
        string[] line = OperatingSystem.IsWindows() ? [command.FileName, .. command.Arguments] : [.. Prefix.Value, command.FileName, .. command.Arguments];
        var start = new ProcessStartInfo(line[0])
        {
            WorkingDirectory = command.WorkingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
            StandardErrorEncoding = System.Text.Encoding.UTF8,
        };
        if (OperatingSystem.IsWindows())
        {
            start.CreateNewProcessGroup = true;
        }

        foreach (var argument in line.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        foreach (var (name, value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>Gets the file of a program's name, or null.</summary>
    internal static string? Find(string program, string workingDirectory)
    {
        if (program.Contains(Path.DirectorySeparatorChar) || program.Contains('/'))
        {
            return Existing(Path.GetFullPath(program, workingDirectory));
        }

        var folders = System.Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [];
        return folders.Select(folder => Existing(Path.Combine(folder, program))).FirstOrDefault(found => found is not null);
    }

    private static string? Existing(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            return File.Exists(path) && (File.GetUnixFileMode(path) & AnyExecute) != UnixFileMode.None ? path : null;
        }

        string[] endings = ["", ".exe", ".cmd", ".bat"];
        return endings.Select(ending => path + ending).FirstOrDefault(File.Exists);
    }

    private static string[] FindPrefix()
    {
        if (Find("setsid", "/") is { } setsid)
        {
            return [setsid];
        }

        return Find("perl", "/") is { } perl
            ? [perl, "-e", PerlSetsid]
            : throw new DistributedApplicationException("Neither 'setsid' (util-linux) nor 'perl' is on PATH; one of them is needed to start processes in sessions of their own.");
    }
}
