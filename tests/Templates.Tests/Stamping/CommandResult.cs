namespace MeshStarter.Templates.Tests.Stamping;

/// <summary>The end of a command.</summary>
/// <param name="ExitCode">0 when it succeeded.</param>
/// <param name="Output">What it said, on both streams.</param>
internal sealed record CommandResult(int ExitCode, string Output)
{
    /// <summary>Fails with what the command said.</summary>
    public CommandResult Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Output}");
        return this;
    }
}
