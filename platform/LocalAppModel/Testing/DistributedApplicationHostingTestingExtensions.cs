using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Testing;

/// <summary>Access to the resources of a running application.</summary>
public static class DistributedApplicationHostingTestingExtensions
{
    /// <summary>Creates a client with a resource's endpoint as base address.</summary>
    /// <param name="app">The application.</param>
    /// <param name="resourceName">The resource.</param>
    /// <param name="endpointName">The endpoint; default https, else http.</param>
    /// <exception cref="ArgumentException">The resource or the endpoint does not exist.</exception>
    public static HttpClient CreateHttpClient(this DistributedApplication app, string resourceName, string? endpointName = null) =>
        new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = app.GetEndpoint(resourceName, endpointName) };

    /// <summary>Gets the address of a resource's endpoint.</summary>
    /// <param name="app">The application.</param>
    /// <param name="resourceName">The resource.</param>
    /// <param name="endpointName">The endpoint; default https, else http.</param>
    /// <exception cref="ArgumentException">The resource or the endpoint does not exist.</exception>
    public static Uri GetEndpoint(this DistributedApplication app, string resourceName, string? endpointName = null)
    {
        if (!app.Services.GetRequiredService<DistributedApplicationModel>().Resources.TryGetByName(resourceName, out var found) || found is not IResourceWithEndpoints resource)
        {
            throw new ArgumentException($"There is no resource '{resourceName}' with endpoints.", nameof(resourceName));
        }

        var endpoint = new EndpointReference(resource, endpointName ?? (new EndpointReference(resource, "https").Exists ? "https" : "http"));
        return endpoint.Exists
            ? new Uri(endpoint.Url)
            : throw new ArgumentException($"Resource '{resourceName}' has no endpoint '{endpoint.EndpointName}'.", nameof(endpointName));
    }
}
