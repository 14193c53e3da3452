using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;

namespace MeshStarter.ServiceDefaults.Telemetry;

/// <summary>Traces, metrics and logs to OTLP where OTEL_EXPORTER_OTLP_ENDPOINT names a collector; the other OTEL_* variables count as usual.</summary>
internal static class TelemetryRegistration
{
    private const string EndpointSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration[EndpointSetting]))
            return;
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
            logs.AddOtlpExporter();
        });
    }
}
