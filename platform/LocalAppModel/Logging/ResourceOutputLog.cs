using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Logging;

/// <summary>Logs the output of resources if the AppHost requests it (<see cref="DistributedApplicationOptions.EnableResourceLogging"/>).</summary>
internal sealed class ResourceOutputLog(DistributedApplicationOptions options, IHostEnvironment environment, ILoggerFactory loggers, TimeProvider time)
{
    /// <summary>Creates the log of one resource, called with a line and whether it came from standard error.</summary>
    internal Action<string, bool> Of(string resource)
    {
        if (!options.EnableResourceLogging)
        {
            return (_, _) => { };
        }

        var logger = loggers.CreateLogger($"{environment.ApplicationName}.Resources.{resource}");
        var count = 0;
        return (text, isError) => logger.Log(
            isError ? LogLevel.Error : LogLevel.Information,
            eventId: default,
            new ResourceOutput(resource, Interlocked.Increment(ref count), time.GetUtcNow(), text),
            exception: null,
            static (output, _) => output.ToString());
    }
}
