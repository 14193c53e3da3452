using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Logging;

/// <summary>Log messages of the AppHost itself, one line each.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Distributed application started. Press Ctrl+C to shut down.")]
    internal static partial void ApplicationStarted(this ILogger logger);

    [LoggerMessage(2, LogLevel.Error, "{Resource} did not start: {Reason}")]
    internal static partial void DidNotStart(this ILogger logger, string resource, string reason);

    [LoggerMessage(3, LogLevel.Error, "{Resource} ended with exit code {ExitCode}")]
    internal static partial void Ended(this ILogger logger, string resource, int exitCode);

    [LoggerMessage(4, LogLevel.Warning, "{Resource} did not end within {Seconds} s and was killed")]
    internal static partial void Killed(this ILogger logger, string resource, double seconds);

    [LoggerMessage(5, LogLevel.Warning, "The watchdog ended and was started again")]
    internal static partial void WatchdogRestarted(this ILogger logger);
}
