using System.Runtime.CompilerServices;
using MeshStarter.Contracts.Texts;
using Spectre.Console;

namespace MeshStarter.Cli.Terminal;

/// <summary>Shows on standard error that a command waits for something, and the lines that say how far it is. Without a terminal the lines are all.</summary>
internal static class Progress
{
    /// <summary>Runs what takes a while.</summary>
    /// <param name="text">A word for it, such as <c>Waiting for the run</c>.</param>
    /// <param name="run">Does it, and writes lines.</param>
    public static Task<T> RunAsync<T>(string text, Func<Func<string, Task>, Task<T>> run) =>
        TerminalConsole.IsError ? ShowAsync(text, run) : run(line => Console.Error.WriteLineAsync(VisibleText.Line(line)));

    // Alone, so that only a terminal loads what draws.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task<T> ShowAsync<T>(string text, Func<Func<string, Task>, Task<T>> run)
    {
        var console = TerminalConsole.Error();
        return new Status(console).StartAsync(Markup.Escape(text), _ => run(line =>
        {
            console.WriteLine(VisibleText.Line(line));
            return Task.CompletedTask;
        }));
    }
}
