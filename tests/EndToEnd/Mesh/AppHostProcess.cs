using System.Diagnostics;
using System.Reflection;

namespace MeshStarter.EndToEnd.Mesh;

/// <summary>The AppHost as a user starts it: a process with arguments, and what it says.</summary>
internal sealed class AppHostProcess : IAsyncDisposable
{
    // For all that a test does with it: a start takes half a minute on a busy machine.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    private readonly Process _process;
    private readonly CancellationTokenSource _patience = new(Patience);

    private AppHostProcess(Process process) => _process = process;

    /// <summary>The feed that it runs on: <c>full</c> is Aspire, <c>restricted</c> the built-in model.</summary>
    public static string? Feed { get; } =
        typeof(Projects.AppHost).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "MeshFeed").Value;

    /// <summary>Starts it, expecting that it ends by itself.</summary>
    public static async Task<(int ExitCode, string[] Output, string[] Errors)> RunAsync(string environment, params string[] arguments)
    {
        await using var appHost = Start(environment, arguments);
        var (exit, output, errors) = await appHost._process.ToEndAsync(cancellationToken: appHost._patience.Token);
        return (exit, Lines(output), Lines(errors));
    }

    /// <summary>Starts it, expecting that it stays.</summary>
    public static AppHostProcess Start(string environment, params string[] arguments) => Start(environment, [], arguments);

    /// <summary>Starts it from a shell that has these variables set, expecting that it stays.</summary>
    public static AppHostProcess Start(string environment, IReadOnlyCollection<(string Name, string Value)> variables, params string[] arguments) => new(ForeignProgram.Start(
        "dotnet", [BuiltService.ProgramIn(Projects.AppHost.ProjectPath), .. arguments], environment:
        [
            new("DOTNET_ENVIRONMENT", environment), new("ASPNETCORE_ENVIRONMENT", environment), new("ASPIRE_ALLOW_UNSECURED_TRANSPORT", "true"),
            .. variables.Select(variable => KeyValuePair.Create(variable.Name, (string?)variable.Value)),
        ]));

    /// <summary>Reads its output up to a line that is looked for, that line included.</summary>
    public async Task<IReadOnlyList<string>> ReadUntilAsync(Predicate<string> found)
    {
        List<string> lines = [];
        try
        {
            while (await _process.StandardOutput.ReadLineAsync(_patience.Token) is { } line)
            {
                lines.Add(line);
                if (found(line))
                {
                    return lines;
                }
            }
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"The AppHost did not say in time what was looked for:{Environment.NewLine}{string.Join(Environment.NewLine, lines)}", late);
        }

        throw new InvalidOperationException($"The AppHost ended before it said what was looked for:{Environment.NewLine}{string.Join(Environment.NewLine, lines)}");
    }

    /// <summary>Ends it as a terminal does that is closed.</summary>
    public async Task<int> StopAsync()
    {
        var rest = _process.StandardOutput.ReadToEndAsync(_patience.Token);
        await _process.TerminateAsync(_patience.Token);
        await rest;
        return _process.ExitCode;
    }

    /// <summary>Ends it as <c>kill -9</c> does: it alone, and without a word to it.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(_patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.EndAsync();
        _patience.Dispose();
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
