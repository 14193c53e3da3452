using System.Collections;
using System.Diagnostics;

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

    // As the process began: a call here has others for its time.
    private static readonly Dictionary<string, string?> Inherited = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Where(variable => !Variables.Contains((string)variable.Key)).ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value, StringComparer.Ordinal);

    // The current folder and the environment are the process's.
    private static readonly SemaphoreSlim Turn = new(1);

    /// <summary>The variables of a caller who is signed in.</summary>
    public static IReadOnlyDictionary<string, string> Token { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["MESH_TOKEN"] = "header.payload.signature" };

    /// <summary>Runs it as a caller who is signed in, in a folder without a file of the mesh.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> CallAsync(params string[] arguments) => RunAsync(Path.GetTempPath(), Token, arguments);

    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(string folder, IReadOnlyDictionary<string, string>? environment, params string[] arguments) =>
        RunAsync(folder, environment, input: "", arguments);

    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(string folder, IReadOnlyDictionary<string, string>? environment, string input, string[] arguments) =>
        input.Length > 0 || environment?.ContainsKey("SSL_CERT_FILE") == true || arguments is [] or ["query", ..] or ["sample", ..] or ["doctor", ..] or ["audit", "export", ..] or ["policy", "vote", ..]
        // It asks where the tests have a terminal.
        || (arguments is ["new", ..] && !Console.IsErrorRedirected)
            ? RunProcessAsync(folder, environment, input, arguments)
            : RunHereAsync(folder, environment, arguments);

    /// <summary>Runs it in the tests' process: a call that writes no byte to its standard output.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunHereAsync(string folder, IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        var variables = new Dictionary<string, string?>(environment?.Select(variable => KeyValuePair.Create(variable.Key, (string?)variable.Value)) ?? [], StringComparer.Ordinal);
        foreach (var name in Variables)
        {
            variables.TryAdd(name, null);
        }

        variables.TryAdd(Settings, NoSettings);

        await Turn.WaitAsync();
        var current = Directory.GetCurrentDirectory();
        var before = variables.Keys.ToDictionary(name => name, Environment.GetEnvironmentVariable, StringComparer.Ordinal);
        try
        {
            Directory.SetCurrentDirectory(folder);
            Set(variables);
            return await InvokedProgram.RunAsync("mesh", arguments);
        }
        finally
        {
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
        return await process.ToEndAsync(input);
    }

    /// <summary>Starts the program in a process of its own.</summary>
    public static Process Start(string folder, IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "mesh.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment.Clear();
        foreach (var (name, value) in Inherited.Append(new(Settings, NoSettings)).Concat(environment?.Select(variable => KeyValuePair.Create(variable.Key, (string?)variable.Value)) ?? []))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
