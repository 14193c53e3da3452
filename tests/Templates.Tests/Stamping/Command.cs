namespace MeshStarter.Templates.Tests.Stamping;

/// <summary>Runs programs as a user would.</summary>
internal static class Command
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static async Task<CommandResult> RunAsync(
        string program, string folder, IReadOnlyDictionary<string, string?> environment, IReadOnlyList<string> arguments, TimeSpan? patience = null)
    {
        // What the build that runs these tests passed to its children is not meant for another build.
        var inherited = Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase));
        try
        {
            var (exit, output, errors) = await ForeignProgram.AnswerAsync(
                program, arguments, folder: folder, environment: [.. inherited.Select(name => KeyValuePair.Create(name, (string?)null)), new("MSBUILDDISABLENODEREUSE", "1"), .. environment], patience: patience ?? Patience);
            return new CommandResult(exit, output + errors);
        }
        catch (TimeoutException late)
        {
            return new CommandResult(-1, late.Message);
        }
    }
}
