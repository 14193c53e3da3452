using System.Diagnostics;

namespace MeshStarter.EndToEnd.Mesh;

/// <summary>The command line, as a program.</summary>
internal static class MeshProgram
{
    /// <summary>Runs it.</summary>
    /// <returns>Its exit code, and the lines of its output and of its errors.</returns>
    public static Task<(int ExitCode, string[] Output, string[] Errors)> RunAsync(params string[] arguments) => RunAsync([], arguments);

    /// <summary>Runs it with further variables.</summary>
    /// <returns>Its exit code, and the lines of its output and of its errors.</returns>
    public static async Task<(int ExitCode, string[] Output, string[] Errors)> RunAsync(IEnumerable<KeyValuePair<string, string>> variables, string[] arguments)
    {
        using var process = Start(variables, arguments);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, Lines(await output), Lines(await errors));
    }

    /// <summary>Starts it with further variables.</summary>
    public static Process Start(IEnumerable<KeyValuePair<string, string>> variables, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "mesh.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment.Remove("Mesh__Data");
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
