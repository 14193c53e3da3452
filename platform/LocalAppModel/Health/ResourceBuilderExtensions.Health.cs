using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Endpoints;
using Aspire.Hosting.Health;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Adds a health check: a resource is healthy when an HTTP address of it answers with a status.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="path">Path; default /.</param>
    /// <param name="statusCode">The status; default 200.</param>
    /// <param name="endpointName">Endpoint; default the http one.</param>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints
    {
        var name = endpointName ?? "http";
        if (builder.Resource.Annotations.OfType<Endpoint>().FirstOrDefault(e => string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase)) is { IsWeb: false } endpoint)
        {
            throw new DistributedApplicationException($"The endpoint '{name}' of '{builder.Resource.Name}' has scheme '{endpoint.Scheme}': an HTTP health check needs http or https.");
        }

        return builder.WithAnnotation(new HttpHealthAnnotation(builder.GetEndpoint(name), path ?? "/", statusCode ?? 200));
    }
}
