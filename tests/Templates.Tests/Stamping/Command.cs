using System.Diagnostics;

namespace MeshStarter.Templates.Tests.Stamping;

/// <summary>Runs programs as a user would.</summary>
internal static class Command
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static async Task<CommandResult> RunAsync(
        string program, string folder, IReadOnlyDictionary<string, string?> environment, IReadOnlyList<string> arguments, TimeSpan? patience = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };

        // What the build that runs these tests passed to its children is not meant for another build.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        try
        {
            var (exit, output, errors) = await process.ToEndAsync(patience: patience ?? Patience);
            return new CommandResult(exit, output + errors);
        }
        catch (TimeoutException late)
        {
            return new CommandResult(-1, late.Message);
        }
    }
}
