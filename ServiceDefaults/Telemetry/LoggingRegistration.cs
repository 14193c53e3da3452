using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace MeshStarter.ServiceDefaults.Telemetry;

/// <summary>The console log, and what is not worth a line in it.</summary>
internal static class LoggingRegistration
{
    public static void AddLineLogging(this ILoggingBuilder logging)
    {
        logging.AddConsole(console => console.FormatterName = LineFormatter.FormatterName);
        logging.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ConsoleFormatter, LineFormatter>());
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Warning);
        logging.AddFilter("Polly", LogLevel.Warning);
        // Npgsql's command lines carry the SQL text.
        logging.AddFilter("Npgsql", LogLevel.Warning);
    }
}
