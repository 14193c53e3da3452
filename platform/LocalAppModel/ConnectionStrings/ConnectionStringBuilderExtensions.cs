using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Adds connection strings.</summary>
public static class ConnectionStringBuilderExtensions
{
    /// <summary>Adds a connection string with its value in configuration, <c>ConnectionStrings:name</c>.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Its name.</param>
    public static IResourceBuilder<IResourceWithConnectionString> AddConnectionString(this IDistributedApplicationBuilder builder, string name)
    {
        var key = $"ConnectionStrings:{name}";
        var value = new ParameterResource(
            name,
            () => builder.Configuration[key]
                ?? throw new DistributedApplicationException($"Nothing sets {key}. Set it by configuration, for instance the variable {key.Replace(":", "__", StringComparison.Ordinal)}."),
            secret: true);
        return builder.AddResource(new ConnectionStringResource(name, ReferenceExpression.Create($"{value}")));
    }

    /// <summary>Adds a connection string composed of parts of other resources.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Its name.</param>
    /// <param name="connectionStringExpression">Its parts.</param>
    public static IResourceBuilder<ConnectionStringResource> AddConnectionString(this IDistributedApplicationBuilder builder, string name, ReferenceExpression connectionStringExpression) =>
        builder.AddResource(new ConnectionStringResource(name, connectionStringExpression));
}
