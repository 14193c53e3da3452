using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;

namespace MeshStarter.ServiceDefaults.Telemetry;

/// <summary>Sends traces, metrics and logs to OTLP when OTEL_EXPORTER_OTLP_ENDPOINT names a collector; the other OTEL_* variables apply as usual.</summary>
internal static class TelemetryRegistration
{
    private const string EndpointSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string TimeoutSetting = "OTEL_EXPORTER_OTLP_TIMEOUT";

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        // The exporter reads only environment variables, so this checks the environment too.
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(EndpointSetting)))
        {
            return;
        }

        // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES, read by the default detectors, win over the name given here.
        var resource = ResourceBuilder.CreateEmpty()
            .AddService(builder.Environment.ApplicationName, serviceNamespace: "meshstarter")
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector();
        builder.Services.AddHostedService(_ => new TelemetryPipeline(resource));
        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.SetResourceBuilder(resource);
            logs.IncludeFormattedMessage = true;
            logs.AddOtlpExporter(BoundWait);
        });
    }

    /// <summary>Bounds the wait for a collector: one that hangs must not delay the stop of the service for the exporter's usual 10 s.</summary>
    public static void BoundWait(OtlpExporterOptions exporter)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(TimeoutSetting)))
        {
            exporter.TimeoutMilliseconds = 1500;
        }
    }
}
