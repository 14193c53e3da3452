using System.Diagnostics;

namespace MeshStarter.ServiceDefaults.Tests.Hosting;

/// <summary>A service as a process of its own: what it says and how it ends.</summary>
internal static class ServiceProcess
{
    private const string ListensOn = "listens on ";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs it until it ends, or until it has said where it listens: then it is stopped.</summary>
    public static Task<(int ExitCode, string[] Errors, string[] Output)> RunAsync(string environment, params (string Name, string Value)[] settings) => RunAsync(environment, [], settings);

    /// <summary>Runs it by another command, which the program and its arguments follow.</summary>
    public static async Task<(int ExitCode, string[] Errors, string[] Output)> RunAsync(string environment, IReadOnlyList<string> by, (string Name, string Value)[] settings)
    {
        string[] command = [.. by, "dotnet", Path.Combine(AppContext.BaseDirectory, "MeshStarter.Service.dll")];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = environment, ["Mesh__Identity__Authority"] = "https://login.example.com", ["Mesh__Identity__Audience"] = "orders", ["Mesh__Data"] = Path.Combine(AppContext.BaseDirectory, "data") },
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        await using var end = patience.Token.Register(process.Kill);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            output.Add(line);
            if (line.StartsWith(ListensOn, StringComparison.Ordinal) && settings.All(setting => setting.Name != "Work"))
            {
                using var terminate = Process.Start("kill", [process.Id.ToString()]);
            }
        }

        await process.WaitForExitAsync(CancellationToken.None);
        return (process.ExitCode, (await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries), [.. output]);
    }
}
