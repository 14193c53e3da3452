using System.CommandLine;

namespace MeshStarter.Cli.Commands;

/// <summary>Asks before something is removed.</summary>
internal static class Confirmation
{
    /// <summary>The option that answers in advance.</summary>
    public static Option<bool> Option() => new("--yes") { Description = "Do it without a question" };

    /// <summary>Asks on the terminal.</summary>
    /// <exception cref="CliException">The answer is no, or there is no terminal to ask on.</exception>
    public static async Task RequireAsync(bool isGiven, string question, CancellationToken cancellationToken)
    {
        if (isGiven)
        {
            return;
        }

        if (Console.IsInputRedirected)
        {
            throw new CliException(CliExitCodes.Usage, "--yes: there is no terminal to ask on. Give it to answer in advance.");
        }

        await Console.Error.WriteAsync($"{question} [y/N] ");
        if ((await Console.In.ReadLineAsync(cancellationToken))?.Trim() is not ("y" or "Y" or "yes"))
        {
            throw new CliException(CliExitCodes.Failed, "Nothing was removed.");
        }
    }
}
