using System.CommandLine;
using System.Runtime.CompilerServices;
using MeshStarter.Cli.Terminal;
using MeshStarter.Contracts.Texts;
using Spectre.Console;

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

        if (!TerminalConsole.CanAsk)
        {
            throw new CliException(CliExitCodes.Usage, "--yes: there is no terminal to ask on. Give it to answer in advance.");
        }

        if (!await AskAsync(question, cancellationToken))
        {
            throw new CliException(CliExitCodes.Failed, "Nothing was done.");
        }
    }

    /// <summary>Asks on the terminal, which there must be; the answer of Enter alone is no.</summary>
    // Alone, so that only a question loads what asks.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Task<bool> AskAsync(string question, CancellationToken cancellationToken) =>
        new ConfirmationPrompt(Markup.Escape(VisibleText.Line(question))) { DefaultValue = false }.ShowAsync(TerminalConsole.Error(), cancellationToken);
}
