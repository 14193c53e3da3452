using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.ServiceDefaults.Telemetry;

/// <summary>
/// Sets the name and attributes of OpenTelemetry's HTTP conventions on the server's span. ASP.NET Core creates the span without
/// them; the instrumentation package that sets them does not restore on a closed feed. The query string is left out.
/// </summary>
internal sealed class RequestSpan(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var span = context.Features.Get<IHttpActivityFeature>()?.Activity;
        if (span is null || !span.IsAllDataRequested)
        {
            await next(context);
            return;
        }
        var request = context.Request;
        if (request.Path == "/health" || request.Path == "/alive")
        {
            // Probes come every few seconds and are worth nothing in a trace.
            span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            span.IsAllDataRequested = false;
            await next(context);
            return;
        }
        span.SetTag("http.request.method", request.Method);
        span.SetTag("url.scheme", request.Scheme);
        span.SetTag("url.path", request.Path.Value);
        span.SetTag("server.address", request.Host.Host);
        if (request.Host.Port is { } port)
        {
            span.SetTag("server.port", port);
        }

        try
        {
            await next(context);
        }
        finally
        {
            Finish(span, context);
        }
    }

    private static void Finish(Activity span, HttpContext context)
    {
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        if (route is not null)
        {
            span.SetTag("http.route", route);
        }

        span.DisplayName = route is null ? context.Request.Method : $"{context.Request.Method} {route}";
        span.SetTag("http.response.status_code", context.Response.StatusCode);
        if (context.Response.StatusCode >= 500)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }
    }
}
