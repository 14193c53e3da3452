using System.Diagnostics;
using System.Reflection;

namespace MeshStarter.Cli.Tests;

/// <summary>
/// Runs the built program: in the tests' process, a call at a time. As a shell does, in a process of its own, where it writes bytes to its standard
/// output, asks whether there is a terminal, trusts another certificate, or is called with nothing.
/// </summary>
internal static class MeshCommand
{
    // Those of who runs the tests name another mesh.
    private static readonly string[] Variables = ["MESH_TOKEN", "MESH_URL", "MESH_CLIENT_ID", "MESH_CLIENT_SECRET"];

    // The folder of settings; no sign-in of who runs the tests is there.
    private const string Settings = "XDG_CONFIG_HOME";

    private static readonly string NoSettings = Path.Combine(Path.GetTempPath(), $"mesh-test-no-settings-{Guid.NewGuid():N}");

    private static readonly MethodInfo Program = Assembly.Load("mesh").EntryPoint!;

    // The current folder, the environment and the console are the process's.
    private static readonly SemaphoreSlim Turn = new(1);

    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(string folder, IReadOnlyDictionary<string, string>? environment, params string[] arguments) =>
        RunAsync(folder, environment, input: "", arguments);

    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(string folder, IReadOnlyDictionary<string, string>? environment, string input, string[] arguments) =>
        input.Length > 0 || environment?.ContainsKey("SSL_CERT_FILE") == true || arguments is [] or ["query", ..] or ["sample", ..] or ["doctor", ..] or ["audit", "export", ..] or ["policy", "vote", ..]
        // It asks where the tests have a terminal.
        || (arguments is ["new", ..] && !Console.IsErrorRedirected)
            ? RunProcessAsync(folder, environment, input, arguments)
            : RunHereAsync(folder, environment, arguments);

    private static async Task<(int ExitCode, string Output, string Errors)> RunHereAsync(string folder, IReadOnlyDictionary<string, string>? environment, string[] arguments)
    {
        var variables = new Dictionary<string, string?>(environment?.Select(variable => KeyValuePair.Create(variable.Key, (string?)variable.Value)) ?? [], StringComparer.Ordinal);
        foreach (var name in Variables)
        {
            variables.TryAdd(name, null);
        }

        variables.TryAdd(Settings, NoSettings);

        await Turn.WaitAsync();
        var (output, errors, current) = (Console.Out, Console.Error, Directory.GetCurrentDirectory());
        var before = variables.Keys.ToDictionary(name => name, Environment.GetEnvironmentVariable, StringComparer.Ordinal);
        using CallWriter said = new(output), complained = new(errors);
        try
        {
            Directory.SetCurrentDirectory(folder);
            Set(variables);
            Console.SetOut(said);
            Console.SetError(complained);
            var exitCode = await Task.Run(() =>
            {
                said.Begin();
                complained.Begin();
                return (int)Program.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [arguments], null)!;
            });
            return (exitCode, said.ToString(), complained.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
            Set(before);
            Directory.SetCurrentDirectory(current);
            Turn.Release();
        }
    }

    private static void Set(Dictionary<string, string?> variables)
    {
        foreach (var (name, value) in variables)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    /// <summary>Runs the program in a process of its own, alongside other calls.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunProcessAsync(string folder, IReadOnlyDictionary<string, string>? environment, string input, string[] arguments)
    {
        using var process = Start(folder, environment, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }

    /// <summary>Starts the program in a process of its own.</summary>
    public static Process Start(string folder, IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "mesh.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in Variables)
        {
            start.Environment.Remove(name);
        }

        start.Environment[Settings] = NoSettings;

        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
