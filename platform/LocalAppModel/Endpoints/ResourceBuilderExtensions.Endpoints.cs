using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Endpoints;

namespace Aspire.Hosting;

/// <summary>Extensions of builders of several kinds of resources.</summary>
public static partial class ResourceBuilderExtensions
{
    /// <summary>Declares an endpoint.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="port">Its port; null for a free one.</param>
    /// <param name="targetPort">Same as the port, because there is no proxy here.</param>
    /// <param name="scheme">Scheme; default tcp.</param>
    /// <param name="name">Name, unique within the resource; default the scheme.</param>
    /// <param name="env">Variable with the port, for the process. Such an endpoint is not among <c>ASPNETCORE_URLS</c>.</param>
    /// <exception cref="DistributedApplicationException">The resource already has an endpoint of that name.</exception>
    public static IResourceBuilder<T> WithEndpoint<T>(
        this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? scheme = null, string? name = null, string? env = null)
        where T : IResourceWithEndpoints
    {
        scheme ??= "tcp";
        name ??= scheme;
        ModelName.Validate("Endpoint", name);
        var reference = builder.GetEndpoint(name);
        if (reference.Exists)
        {
            throw new DistributedApplicationException($"'{builder.Resource.Name}' has an endpoint '{name}' already. Give the second one a name of its own.");
        }

        if (env is not null && builder is IResourceBuilder<IResourceWithEnvironment> environment)
        {
            environment.WithVariable(env, reference.Property(EndpointProperty.Port));
        }

        return builder.WithAnnotation(new Endpoint(name, scheme, port ?? targetPort, env));
    }

    /// <summary>Declares an HTTP endpoint.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="port">Its port; null for a free one.</param>
    /// <param name="targetPort">Same as the port, because there is no proxy here.</param>
    /// <param name="name">Name; default http.</param>
    /// <param name="env">Variable with the port, for the process.</param>
    public static IResourceBuilder<T> WithHttpEndpoint<T>(this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? name = null, string? env = null)
        where T : IResourceWithEndpoints => builder.WithEndpoint(port, targetPort, "http", name, env);

    /// <summary>Declares an HTTPS endpoint.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="port">Its port; null for a free one.</param>
    /// <param name="targetPort">Same as the port, because there is no proxy here.</param>
    /// <param name="name">Name; default https.</param>
    /// <param name="env">Variable with the port, for the process.</param>
    public static IResourceBuilder<T> WithHttpsEndpoint<T>(this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? name = null, string? env = null)
        where T : IResourceWithEndpoints => builder.WithEndpoint(port, targetPort, "https", name, env);

    /// <summary>Makes HTTP and HTTPS endpoints reachable from outside of a published application. Without effect here: nothing is published.</summary>
    /// <param name="builder">The resource.</param>
    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder;
    }

    /// <summary>Gets a reference to an endpoint.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="name">Name of the endpoint.</param>
    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name)
        where T : IResourceWithEndpoints => new(builder.Resource, name);
}
