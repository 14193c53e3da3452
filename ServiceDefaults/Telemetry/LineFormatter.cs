using System.Text;
using MeshStarter.ServiceDefaults.Start;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace MeshStarter.ServiceDefaults.Telemetry;

/// <summary>One event, one line: time, level, category, message. Control characters are escaped, so no one can write a line of his own.</summary>
internal sealed class LineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "mesh-line";

    private const string Host = "Microsoft.Extensions.Hosting.Internal.Host";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        if (IsReportedAlready(logEntry.Category, logEntry.EventId, logEntry.Exception))
            return;
        var line = new StringBuilder(160)
            .Append(time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ"))
            .Append(' ').Append(Level(logEntry.LogLevel))
            .Append(' ').Append(logEntry.Category).Append(": ");
        AppendEscaped(line, logEntry.Formatter(logEntry.State, logEntry.Exception));
        if (logEntry.Exception is not null)
        {
            line.Append(" | ");
            AppendEscaped(line, logEntry.Exception.ToString());
        }
        textWriter.WriteLine(line.ToString());
    }

    private static bool IsReportedAlready(string category, EventId happened, Exception? exception) => (category, happened.Name) switch
    {
        // A refused start is said once, on stderr; the host's own stack trace of it helps no one.
        _ when exception is not null && StartRefusal.Line(exception) is not null => true,
        // Background work that failed is told of as that, and then as the reason of the end.
        (Host, "BackgroundServiceStoppingHost") => true,
        // Whoever ends a service while it starts knows that it did not start.
        (Host, "HostedServiceStartupFaulted") => exception is OperationCanceledException,
        _ => false,
    };

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };

    private static void AppendEscaped(StringBuilder line, string text)
    {
        foreach (var character in text)
        {
            if (character == '\n')
                line.Append(" | ");
            else if (!char.IsControl(character))
                line.Append(character);
            else if (character != '\r')
                line.Append($"\\u{(int)character:x4}");
        }
    }
}
