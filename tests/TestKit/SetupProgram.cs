namespace MeshStarter.TestKit;

/// <summary>The setup as its operator runs it: a process with settings, two outputs and an exit code.</summary>
public static class SetupProgram
{
    // In the folder of this assembly: a test project that references the setup has it in its folder.
    private static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "MeshStarter.Platform.Setup.dll");

    /// <summary>Runs it to its end.</summary>
    public static Task<(int Exit, string Output, string Errors)> RunAsync(params (string Setting, string Value)[] settings) =>
        ForeignProgram.AnswerAsync(
            "dotnet",
            [Assembly],
            input: "",
            environment: settings.ToDictionary(setting => setting.Setting.Replace(":", "__", StringComparison.Ordinal), setting => (string?)setting.Value, StringComparer.Ordinal));
}
