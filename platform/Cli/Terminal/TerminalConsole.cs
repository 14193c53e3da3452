using Spectre.Console;

namespace MeshStarter.Cli.Terminal;

/// <summary>The terminal of a call: whether there is one, and the consoles that draw and ask on it. Pipes and files get text without any of it.</summary>
internal static class TerminalConsole
{
    /// <summary>Whether standard output is a terminal.</summary>
    public static bool IsOutput => !Console.IsOutputRedirected;

    /// <summary>Whether messages go to a terminal.</summary>
    public static bool IsError => !Console.IsErrorRedirected;

    /// <summary>Whether there is a terminal that shows a question and takes its answer.</summary>
    public static bool CanAsk => !Console.IsInputRedirected && IsError;

    // Who wants no colour (https://no-color.org) gets no escape sequences in output at all.
    private static bool HasColour => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>Creates a console that draws on standard output.</summary>
    public static IAnsiConsole Output() => Create(Console.OpenStandardOutput(), HasColour ? AnsiSupport.Detect : AnsiSupport.No);

    /// <summary>Creates a console that asks, and shows progress, on standard error.</summary>
    public static IAnsiConsole Error() => Create(Console.OpenStandardError(), AnsiSupport.Detect);

    // Not by way of VisibleWriter, which escapes the sequences of the drawing too: its callers escape the texts of others.
    private static IAnsiConsole Create(Stream stream, AnsiSupport ansi) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = ansi,
        ColorSystem = HasColour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Out = new AnsiConsoleOutput(new StreamWriter(stream) { AutoFlush = true }),
    });
}
