using System.Runtime.CompilerServices;
using MeshStarter.Cli.Terminal;
using MeshStarter.Contracts.Texts;
using Spectre.Console;

namespace MeshStarter.Cli.Stamping;

/// <summary>Takes the value of an option, or asks for it on the terminal until it is valid.</summary>
internal static class Question
{
    /// <summary>Returns a valid value.</summary>
    /// <param name="option">The option, such as <c>--domain</c>.</param>
    /// <param name="given">Its value; null where it is missing.</param>
    /// <param name="question">The question, with examples.</param>
    /// <param name="problem">Finds the problem of a value, as a sentence with a fix; null where there is none.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <exception cref="CliException">The given value is not valid, or it is missing and there is no terminal.</exception>
    public static async Task<string> AnswerAsync(string option, string? given, string question, Func<string, string?> problem, CancellationToken cancellationToken)
    {
        if (given is not null)
        {
            return problem(given) is { } wrong ? throw new CliException(CliExitCodes.Usage, $"{option}: {wrong}") : given;
        }

        if (!TerminalConsole.CanAsk)
        {
            throw new CliException(CliExitCodes.Usage, $"{option}: is missing, and there is no terminal to ask on. Give {option}: {question}.");
        }

        return await AskAsync($"{option[2..]} ({question})", problem, cancellationToken);
    }

    // Alone, so that only a question loads what asks.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<string> AskAsync(string question, Func<string, string?> problem, CancellationToken cancellationToken)
    {
        var prompt = new TextPrompt<string>(Markup.Escape(question))
            .Validate(answer => problem(answer.Trim()) is { } wrong ? ValidationResult.Error(Markup.Escape(VisibleText.Line(wrong))) : ValidationResult.Success());
        return (await prompt.ShowAsync(TerminalConsole.Error(), cancellationToken)).Trim();
    }
}
