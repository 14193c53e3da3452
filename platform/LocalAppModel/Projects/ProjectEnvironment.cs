using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Projects;

/// <summary>What every project is told on a run, before anything the AppHost says.</summary>
internal static class ProjectEnvironment
{
    internal static void Add(EnvironmentCallbackContext context, TelemetryEndpoint? telemetry, IHostEnvironment environment)
    {
        var variables = context.EnvironmentVariables;
        AddTelemetry(variables, context.Resource, telemetry, environment);
        variables["LOGGING__CONSOLE__FORMATTERNAME"] = "simple";
        variables["DOTNET_SYSTEM_CONSOLE_ALLOW_ANSI_COLOR_REDIRECTION"] = "true";
        AddUrls(variables, context.Resource);
    }

    private static void AddUrls(Dictionary<string, object> variables, IResource resource)
    {
        // An endpoint with a variable of its own is left out: the process reads that variable and listens there itself.
        var web = resource.Annotations.OfType<EndpointAnnotation>()
            .Where(e => e.UriScheme is "http" or "https" && e.TargetPortEnvironmentVariable is null)
            .Select(e => e.AllocatedEndpoint!)
            .ToArray();
        if (web.Length > 0)
            variables["ASPNETCORE_URLS"] = string.Join(';', web.Select(e => e.UriString));
        if (web.FirstOrDefault(e => e.UriScheme == "https") is { } https)
            variables["ASPNETCORE_HTTPS_PORT"] = https.Port.ToString(CultureInfo.InvariantCulture);
    }

    private static void AddTelemetry(Dictionary<string, object> variables, IResource resource, TelemetryEndpoint? telemetry, IHostEnvironment environment)
    {
        variables["OTEL_SERVICE_NAME"] = resource.Name;
        variables["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={ResourceInstance.SuffixOf(resource)}";

        if (telemetry is not null)
        {
            variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = telemetry.Url;
            variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = telemetry.Protocol;
            if (telemetry.ApiKey is not null)
                variables["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={telemetry.ApiKey}";
        }

        variables["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory";
        variables["OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION"] = "true";
        variables["OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION"] = "true";
        if (!environment.IsDevelopment())
            return;

        foreach (var delay in (string[])["OTEL_BLRP_SCHEDULE_DELAY", "OTEL_BSP_SCHEDULE_DELAY", "OTEL_METRIC_EXPORT_INTERVAL"])
            variables[delay] = "1000"; // milliseconds
        variables["OTEL_TRACES_SAMPLER"] = "always_on";
        variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
        variables["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "true";
    }
}
