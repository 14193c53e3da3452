using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Environment;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Tells the resource a connection string: <c>ConnectionStrings__name</c>.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="source">What it connects to.</param>
    /// <param name="connectionName">Name it is told by; default the source's.</param>
    /// <param name="optional">Whether a missing value is left out instead of failing the start.</param>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithConnectionString> source, string? connectionName = null, bool optional = false)
        where TDestination : IResourceWithEnvironment
    {
        var resource = source.Resource;
        var prefix = EnvironmentName.Encode(connectionName ?? resource.Name).ToUpperInvariant();
        builder.WithRelationship(resource, "Reference");
        return builder.WithEnvironment(context =>
        {
            var variable = resource.ConnectionStringEnvironmentVariable ?? $"ConnectionStrings__{connectionName ?? resource.Name}";
            context.EnvironmentVariables[variable] = new ConnectionStringReference(resource, optional);
            foreach (var (property, value) in resource.GetConnectionProperties())
                context.EnvironmentVariables[$"{prefix}_{property.ToUpperInvariant()}"] = value;
        });
    }

    /// <summary>Tells the resource all endpoints of another one: <c>services__name__scheme__0</c> and <c>NAME_ENDPOINT</c>.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="source">The other one.</param>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment => builder.WithEndpointsOf(source.Resource, endpointName: null, alias: null);

    /// <summary>Tells the resource all endpoints of another one under a name of one's own.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="source">The other one.</param>
    /// <param name="name">The name, used as it is given.</param>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source, string name)
        where TDestination : IResourceWithEnvironment => builder.WithEndpointsOf(source.Resource, endpointName: null, name);

    /// <summary>Tells the resource one endpoint of another one.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="endpointReference">The endpoint.</param>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, EndpointReference endpointReference)
        where TDestination : IResourceWithEnvironment => builder.WithEndpointsOf(endpointReference.Resource, endpointReference.EndpointName, alias: null);

    /// <summary>Tells the resource a service that the application does not run: <c>services__name__default__0</c> and <c>name</c>.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="name">The service's name.</param>
    /// <param name="uri">Where it is: absolute, without query and fragment.</param>
    /// <exception cref="InvalidOperationException">The URI is none of that kind.</exception>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, string name, Uri uri)
        where TDestination : IResourceWithEnvironment
    {
        if (!uri.IsAbsoluteUri || uri.Query.Length > 0 || uri.Fragment.Length > 0)
            throw new InvalidOperationException($"'{uri}', which '{builder.Resource.Name}' is given for '{name}', must be absolute and have neither query nor fragment.");
        return builder.WithEnvironment($"services__{name}__default__0", uri.ToString())
            .WithEnvironment(EnvironmentName.Encode(name), uri.ToString());
    }

    private static IResourceBuilder<T> WithEndpointsOf<T>(this IResourceBuilder<T> builder, IResourceWithEndpoints source, string? endpointName, string? alias)
        where T : IResourceWithEnvironment
    {
        var annotation = builder.Resource.Annotations.OfType<EndpointReferenceAnnotation>().FirstOrDefault(a => a.Resource == source);
        if (annotation is null)
        {
            // A further reference to the same resource joins this one and keeps its name.
            annotation = new EndpointReferenceAnnotation(source);
            builder.WithAnnotation(annotation).WithRelationship(source, "Reference");
            builder.WithEnvironment(context => AddEndpoints(context.EnvironmentVariables, annotation, alias));
        }

        if (endpointName is null)
            annotation.UseAllEndpoints = true;
        else
            annotation.EndpointNames.Add(endpointName);
        return builder;
    }

    private static void AddEndpoints(Dictionary<string, object> variables, EndpointReferenceAnnotation annotation, string? alias)
    {
        var service = alias ?? annotation.Resource.Name;
        var prefix = EnvironmentName.Encode(alias ?? service.ToUpperInvariant());
        foreach (var endpoint in annotation.Resource.GetEndpoints().Where(e => annotation.Includes(e.EndpointName)))
        {
            variables[$"{prefix}_{EnvironmentName.Encode(endpoint.EndpointName).ToUpperInvariant()}"] = endpoint;

            var key = endpoint.EndpointName is "http" or "https" ? endpoint.Scheme : endpoint.EndpointName;
            var index = 0;
            while (variables.ContainsKey(ServiceKey(index)))
                index++;
            variables[ServiceKey(index)] = endpoint;

            string ServiceKey(int i) => string.Create(CultureInfo.InvariantCulture, $"services__{service}__{key}__{i}");
        }
    }
}
