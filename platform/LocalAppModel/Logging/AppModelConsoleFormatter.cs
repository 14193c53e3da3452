using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Aspire.Hosting.Logging;

/// <summary>Writes one line for each entry: <c>orders | text</c> for a resource, the text alone for the AppHost.</summary>
internal sealed partial class AppModelConsoleFormatter() : ConsoleFormatter(FormatterName)
{
    internal const string FormatterName = "appmodel";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        if (logEntry.State is ResourceOutput output)
        {
            // Children write colours (Aspire makes them do so), which do not belong in a file or pipe.
            textWriter.WriteLine($"{output.Resource} | {(Console.IsOutputRedirected ? Colour().Replace(output.Text, "") : output.Text)}");
            return;
        }

        var text = logEntry.Formatter(logEntry.State, logEntry.Exception);
        textWriter.WriteLine(Prefix(logEntry.LogLevel) + text);
        if (logEntry.Exception is not null)
        {
            textWriter.WriteLine(logEntry.Exception);
        }
    }

    private static string Prefix(LogLevel level) => level switch
    {
        LogLevel.Critical or LogLevel.Error => "error: ",
        LogLevel.Warning => "warning: ",
        _ => "",
    };

    [GeneratedRegex(@"\x1b\[[0-9;]*m", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Colour();
}
