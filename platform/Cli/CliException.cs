namespace MeshStarter.Cli;

/// <summary>Ends a command with one line on stderr and an exit code of <see cref="CliExitCodes"/>.</summary>
internal sealed class CliException(int exitCode, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>The exit code.</summary>
    public int ExitCode => exitCode;

    /// <summary>Whether a service has answered that it cannot do this now: it may in a while.</summary>
    public bool IsPassing { get; init; }
}
