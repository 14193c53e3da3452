using System.Globalization;
using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Endpoints;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Projects;

/// <summary>The variables that Aspire gives every project, but for the endpoint of its dashboard, which is not there.</summary>
internal sealed class ProjectEnvironment(IHostEnvironment environment)
{
    internal void AddTo(Dictionary<string, object> variables, IResource resource)
    {
        AddTelemetry(variables, resource);
        variables["LOGGING__CONSOLE__FORMATTERNAME"] = "simple";
        variables["DOTNET_SYSTEM_CONSOLE_ALLOW_ANSI_COLOR_REDIRECTION"] = "true";
        AddUrls(variables, resource);
    }

    private static void AddUrls(Dictionary<string, object> variables, IResource resource)
    {
        // An endpoint with a variable of its own is left out: the process reads that variable and listens there itself.
        Endpoint[] web = [.. resource.Annotations.OfType<Endpoint>().Where(e => e.IsWeb && e.Variable is null)];
        if (web.Length > 0)
        {
            variables["ASPNETCORE_URLS"] = string.Join(';', web.Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Scheme}://{Endpoint.Host}:{e.Port}")));
        }

        if (web.FirstOrDefault(e => e.Scheme == "https") is { Port: { } port })
        {
            variables["ASPNETCORE_HTTPS_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        }
    }

    private void AddTelemetry(Dictionary<string, object> variables, IResource resource)
    {
        variables["OTEL_SERVICE_NAME"] = resource.Name;
        variables["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz", 8)}";
        variables["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory";
        variables["OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION"] = "true";
        variables["OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION"] = "true";
        if (!environment.IsDevelopment())
        {
            return;
        }

        foreach (var delay in (string[])["OTEL_BLRP_SCHEDULE_DELAY", "OTEL_BSP_SCHEDULE_DELAY", "OTEL_METRIC_EXPORT_INTERVAL"])
        {
            variables[delay] = "1000"; // milliseconds
        }

        variables["OTEL_TRACES_SAMPLER"] = "always_on";
        variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
        variables["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "true";
    }
}
