using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Adds parameters and the connection strings that configuration gives.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>Adds a parameter whose value is the setting <c>Parameters:name</c>.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Its name; hyphens may be underscores in the setting.</param>
    /// <param name="secret">Whether the value must not be shown.</param>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, [ResourceName] string name, bool secret = false) =>
        builder.AddResource(new ParameterResource(name, () => Configured(builder.Configuration, $"Parameters:{name}"), secret));

    /// <summary>Adds a parameter with a value.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="publishValueAsDefault">Whether a manifest states the value.</param>
    /// <param name="secret">Whether the value must not be shown.</param>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, [ResourceName] string name, string value, bool publishValueAsDefault = false, bool secret = false) =>
        builder.AddParameter(name, () => value, publishValueAsDefault, secret);

    /// <summary>Adds a parameter whose value is asked for when it is first needed.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Its name.</param>
    /// <param name="valueGetter">Says the value.</param>
    /// <param name="publishValueAsDefault">Whether a manifest states the value.</param>
    /// <param name="secret">Whether the value must not be shown.</param>
    /// <exception cref="ArgumentException">A secret would be stated in a manifest.</exception>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, [ResourceName] string name, Func<string> valueGetter, bool publishValueAsDefault = false, bool secret = false)
    {
        if (publishValueAsDefault && secret)
            throw new ArgumentException("A secret cannot be published as a default value.", nameof(secret));
        return builder.AddResource(new ParameterResource(name, valueGetter, secret));
    }

    /// <summary>Adds a connection string that the setting <c>ConnectionStrings:name</c> gives.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Its name.</param>
    /// <param name="environmentVariableName">Variable that readers are told it by; default <c>ConnectionStrings__name</c>.</param>
    public static IResourceBuilder<IResourceWithConnectionString> AddConnectionString(this IDistributedApplicationBuilder builder, [ResourceName] string name, string? environmentVariableName = null)
    {
        var value = new ParameterResource(name, () => Configured(builder.Configuration, $"ConnectionStrings:{name}"), secret: true);
        return builder.AddResource(new ConnectionStringResource(name, ReferenceExpression.Create($"{value}"), environmentVariableName));
    }

    private static string Configured(IConfiguration configuration, string key) =>
        configuration[key] ?? configuration[key.Replace('-', '_')]
        ?? throw new MissingParameterValueException($"Nothing sets {key}. Set it by configuration, for instance the variable {key.Replace(":", "__", StringComparison.Ordinal).Replace('-', '_')}.");
}
