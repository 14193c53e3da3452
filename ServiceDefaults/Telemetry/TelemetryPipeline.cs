using System.Diagnostics.CodeAnalysis;
using MeshStarter.ServiceDefaults.Health;
using MeshStarter.ServiceDefaults.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace MeshStarter.ServiceDefaults.Telemetry;

/// <summary>
/// Sends spans and metrics to the collector for as long as the host runs. .NET itself is their source; a package names the spans of requests by
/// OpenTelemetry's conventions, and gives them their attributes.
/// </summary>
internal sealed class TelemetryPipeline(ResourceBuilder resource) : StartingService, IDisposable
{
    // Within the host's 5 s for an orderly end, even when the collector hangs.
    private const int FlushMilliseconds = 1000;

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The provider owns its processor.")]
    public override Task StartingAsync(CancellationToken cancellationToken)
    {
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddAspNetCoreInstrumentation(static requests =>
            {
                // They are worth nothing in a trace.
                requests.Filter = static http => !HealthEndpoints.IsProbe(http.Request.Path);
                // A component begins a trace of its own for each event: what a form of the portal calls would leave the trace of its request.
                (requests.EnableRazorComponentsSupport, requests.EnableAspNetCoreSignalRSupport) = (false, false);
            })
            .AddSource("System.Net.Http", "Npgsql", "MeshStarter.*")
            .AddProcessor(new RedactionProcessor())
            .AddOtlpExporter(TelemetryRegistration.BoundWait)
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter("Microsoft.AspNetCore.*", "System.Net.Http", "System.Runtime", "Npgsql", "MeshStarter.*")
            .AddOtlpExporter(TelemetryRegistration.BoundWait)
            .Build();
        return Task.CompletedTask;
    }

    public override Task StoppedAsync(CancellationToken cancellationToken) => Task.WhenAll(
        Task.Run(() => _traces?.Shutdown(FlushMilliseconds), CancellationToken.None),
        Task.Run(() => _metrics?.Shutdown(FlushMilliseconds), CancellationToken.None));

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }
}
