using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Endpoints;
using Aspire.Hosting.Environment;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Passes a connection string to a resource, as <c>ConnectionStrings__name</c>.</summary>
    /// <param name="builder">The resource that gets the reference.</param>
    /// <param name="source">The connection string.</param>
    /// <param name="connectionName">Name of the variable's last part; default its own.</param>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithConnectionString> source, string? connectionName = null)
        where TDestination : IResourceWithEnvironment => builder.WithVariable($"ConnectionStrings__{connectionName ?? source.Resource.Name}", source.Resource.ConnectionStringExpression);

    /// <summary>Passes the address of a service to a resource, as <c>services__name__http__0</c> and <c>NAME_HTTP</c> for each of its endpoints.</summary>
    /// <param name="builder">The resource that gets the reference.</param>
    /// <param name="source">The service; endpoints that are added later are included.</param>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment
    {
        var service = source.Resource;
        var prefix = EnvironmentName.Encode(service.Name.ToUpperInvariant());
        return builder.WithAnnotation(new EnvironmentAnnotation(variables =>
        {
            foreach (var endpoint in service.Annotations.OfType<Endpoint>())
            {
                var reference = new EndpointReference(service, endpoint.Name);
                variables[$"{prefix}_{EnvironmentName.Encode(endpoint.Name).ToUpperInvariant()}"] = reference;
                variables[$"services__{service.Name}__{endpoint.Name}__0"] = reference;
            }
        }));
    }
}
