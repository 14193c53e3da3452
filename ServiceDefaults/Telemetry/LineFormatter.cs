using System.Text;
using MeshStarter.ServiceDefaults.Start;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace MeshStarter.ServiceDefaults.Telemetry;

/// <summary>Writes one event as one line: time, level, category, message. Control characters are escaped, so that no input can forge a line.</summary>
internal sealed class LineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "mesh-line";

    private const string Host = "Microsoft.Extensions.Hosting.Internal.Host";
    private const string WebHost = "Microsoft.AspNetCore.Hosting.Diagnostics";
    private const string StartFailed = "HostedServiceStartupFaulted";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        if (logEntry is { Category: Host, EventId.Name: StartFailed })
        {
            StartRefusal.StartFailed();
        }

        if (IsReportedAlready(logEntry.Category, logEntry.EventId, logEntry.Exception))
        {
            return;
        }

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
        // A refused start is reported once, on stderr; the host's own stack trace of it helps no reader. Others throw such an exception in a request.
        (Host or WebHost, _) when exception is not null && StartRefusal.Line(exception) is not null => true,
        // Failed background work is logged once as such, and once as the reason of the stop.
        (Host, "BackgroundServiceStoppingHost") => true,
        // A start that failed or is interrupted cancels all background work.
        (Host, "BackgroundServiceFaulted") => StartRefusal.IsEnding && exception is OperationCanceledException,
        // A user who stops a service while it starts knows that it did not start.
        (Host, StartFailed) => StartRefusal.IsStopRequested && exception is OperationCanceledException,
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
            {
                line.Append(" | ");
            }
            else if (!char.IsControl(character))
            {
                line.Append(character);
            }
            else if (character != '\r')
            {
                line.Append($"\\u{(int)character:x4}");
            }
        }
    }
}
