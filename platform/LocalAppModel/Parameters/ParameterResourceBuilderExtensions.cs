using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Adds parameters.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>Adds a parameter with its value in configuration, <c>Parameters:name</c>.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Its name; a hyphen may be written as an underscore in configuration.</param>
    /// <param name="secret">Whether the value is secret.</param>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false)
    {
        var key = $"Parameters:{name}";
        return builder.AddResource(new ParameterResource(
            name,
            () => builder.Configuration[key] ?? builder.Configuration[key.Replace('-', '_')]
                ?? throw new DistributedApplicationException($"Nothing sets {key}. Set it by configuration, for instance the variable {key.Replace(":", "__", StringComparison.Ordinal).Replace('-', '_')}."),
            secret));
    }

    /// <summary>Adds a parameter with a value.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">The value.</param>
    /// <param name="publishValueAsDefault">Ignored: nothing is published here.</param>
    /// <param name="secret">Whether the value is secret.</param>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, string value, bool publishValueAsDefault = false, bool secret = false) =>
        builder.AddResource(new ParameterResource(name, () => value, secret));

    /// <summary>Adds a parameter with a default value, which only a publish makes: here its value is in configuration.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">The default value.</param>
    /// <param name="secret">Whether the value is secret.</param>
    /// <param name="persist">Ignored: nothing is generated here.</param>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false, bool persist = false) =>
        builder.AddParameter(name, secret);
}
