using MeshStarter.ServiceDefaults.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace MeshStarter.ServiceDefaults.Telemetry;

/// <summary>Registers the console log, without lines that help no reader.</summary>
internal static class LoggingRegistration
{
    public static void AddLineLogging(this ILoggingBuilder logging)
    {
        logging.AddConsole(console => console.FormatterName = LineFormatter.FormatterName);
        logging.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ConsoleFormatter, LineFormatter>());
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // /health reports to its callers what is not healthy; at start that is every service for a moment.
        // The framework's base class logs each refusal twice more; MeshBearerHandler logs it once, with the reason.
        logging.AddFilter(typeof(MeshBearerHandler).FullName, LogLevel.Warning);
        logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);
        // Keys are files that only this service's user can read (0600); encrypting them with a key stored alongside them would add nothing.
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        logging.AddFilter("Polly", LogLevel.Warning);
        // Npgsql's command lines carry the SQL text.
        logging.AddFilter("Npgsql", LogLevel.Warning);
    }
}
