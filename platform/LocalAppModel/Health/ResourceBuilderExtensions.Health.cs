using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Lets a health check registered in the application's services decide on the resource.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="key">Name under which the check is registered.</param>
    /// <exception cref="DistributedApplicationException">The resource has that check already.</exception>
    public static IResourceBuilder<T> WithHealthCheck<T>(this IResourceBuilder<T> builder, string key)
        where T : IResource
    {
        if (builder.Resource.Annotations.OfType<HealthCheckAnnotation>().Any(a => a.Key == key))
            throw new DistributedApplicationException($"'{builder.Resource.Name}' has the health check '{key}' already.");
        return builder.WithAnnotation(new HealthCheckAnnotation(key));
    }

    /// <summary>Lets a GET decide on the resource.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="path">Path; default the root.</param>
    /// <param name="statusCode">Status of a healthy resource; default 200.</param>
    /// <param name="endpointName">Endpoint to ask; default the first http one, else the first https one.</param>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, [EndpointName] string? endpointName = null)
        where T : IResourceWithEndpoints
    {
        var endpoints = builder.Resource.GetEndpoints();
        return builder.WithHttpHealthCheck(
            () => endpointName is not null
                ? builder.GetEndpoint(endpointName)
                : endpoints.FirstOrDefault(e => e.IsHttp) ?? endpoints.FirstOrDefault(e => e.IsHttps) ?? builder.GetEndpoint("http"),
            path,
            statusCode);
    }

    /// <summary>Lets a GET decide on the resource.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="endpointSelector">Names the endpoint to ask.</param>
    /// <param name="path">Path; default the root.</param>
    /// <param name="statusCode">Status of a healthy resource; default 200.</param>
    /// <exception cref="DistributedApplicationException">The endpoint is neither http nor https.</exception>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(this IResourceBuilder<T> builder, Func<EndpointReference>? endpointSelector, string? path = null, int? statusCode = null)
        where T : IResourceWithEndpoints
    {
        var endpoint = endpointSelector?.Invoke() ?? builder.GetEndpoint("http");
        if (endpoint.Exists && !endpoint.IsHttp && !endpoint.IsHttps)
            throw new DistributedApplicationException($"The endpoint '{endpoint.EndpointName}' of '{builder.Resource.Name}' has scheme '{endpoint.Scheme}': an HTTP health check needs http or https.");

        path ??= "/";
        var status = statusCode ?? 200;
        var key = string.Create(CultureInfo.InvariantCulture, $"{builder.Resource.Name}_{endpoint.EndpointName}_{path}_{status}_check");
        builder.ApplicationBuilder.Services.AddHealthChecks()
            .Add(new HealthCheckRegistration(key, _ => new HttpEndpointCheck(endpoint, path, status), failureStatus: null, tags: null, HttpEndpointCheck.Timeout));
        return builder.WithHealthCheck(key);
    }
}
