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
    public static async Task<(int ExitCode, string[] Output, string[] Errors)> RunAsync(IEnumerable<KeyValuePair<string, string?>> variables, string[] arguments)
    {
        using var process = Start(variables, arguments);
        var (exit, output, errors) = await process.ToEndAsync();
        return (exit, Lines(output), Lines(errors));
    }

    /// <summary>Starts it with further variables.</summary>
    public static Process Start(IEnumerable<KeyValuePair<string, string?>> variables, params string[] arguments) =>
        ForeignProgram.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "mesh.dll"), .. arguments], Path.GetTempPath(), [new("Mesh__Data", null), .. variables]);

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
