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

        if (Console.IsInputRedirected || Console.IsErrorRedirected)
        {
            throw new CliException(CliExitCodes.Usage, $"{option}: is missing, and there is no terminal to ask on. Give {option}: {question}.");
        }

        while (true)
        {
            await Console.Error.WriteAsync($"{option[2..]} ({question}): ");
            var answer = (await Console.In.ReadLineAsync(cancellationToken) ?? throw new OperationCanceledException()).Trim();
            if (problem(answer) is not { } wrong)
            {
                return answer;
            }

            await Console.Error.WriteLineAsync(wrong);
        }
    }
}
