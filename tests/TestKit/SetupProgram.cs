namespace MeshStarter.TestKit;

/// <summary>The setup: settings, two outputs and an exit code.</summary>
public static class SetupProgram
{
    private const string Name = "MeshStarter.Platform.Setup";

    /// <summary>Runs it to its end as its operator does: a process with its settings in the environment.</summary>
    // In the folder of this assembly: a test project that references the setup has it in its folder.
    public static Task<(int Exit, string Output, string Errors)> RunAsync(params (string Setting, string Value)[] settings) =>
        ForeignProgram.AnswerAsync(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, $"{Name}.dll")],
            input: "",
            environment: settings.Select(setting => KeyValuePair.Create(setting.Setting.Replace(":", "__", StringComparison.Ordinal), (string?)setting.Value)));

    /// <summary>Runs it to its end in the tests' process, with its settings as arguments: a process takes a third of a second of a processor to start.</summary>
    public static Task<(int Exit, string Output, string Errors)> CallAsync(params (string Setting, string Value)[] settings) =>
        InvokedProgram.RunAsync(Name, [.. settings.Select(setting => $"--{setting.Setting}={setting.Value}")]);
}
