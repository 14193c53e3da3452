using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace MeshStarter.ServiceDefaults.Outgoing;

/// <summary>
/// Finds the other services, by configuration <c>services:&lt;name&gt;:&lt;http|https&gt;:0</c> as the AppHost injects it.
/// Own code because Microsoft.Extensions.ServiceDiscovery only rewrites the requests of a client: it has no answer for a missing address or a list of names.
/// </summary>
public sealed class ServiceDirectory(IConfiguration configuration, IHostEnvironment environment)
{
    // In Development the https endpoint carries a certificate this process need not trust; elsewhere plain http is the last resort.
    private readonly string[] _schemes = environment.IsDevelopment() ? ["http", "https"] : ["https", "http"];

    /// <summary>The names of all services that have an address here, in alphabetical order.</summary>
    public IReadOnlyList<string> Names => [.. configuration.GetSection("services").GetChildren().Select(service => service.Key).Order(StringComparer.Ordinal)];

    /// <summary>Returns the base address of a service, ending in a slash.</summary>
    /// <param name="service">Its resource name, such as <c>catalog</c>.</param>
    /// <exception cref="InvalidOperationException">No address is configured, or it is not an absolute http(s) URL; the message names the setting.</exception>
    public Uri Find(string service) =>
        TryFind(service, out var address) ? address : throw new InvalidOperationException(Problem(service));

    /// <summary>Says in one line that no address of a service is configured; null where one is.</summary>
    internal string? Problem(string service) =>
        TryFind(service, out _) ? null : $"Setting services:{service}:http:0 is missing or no http(s) URL. Set it to the address of {service}, such as http://localhost:7401.";

    /// <summary>Returns the base address of a service, ending in a slash; false when none is configured.</summary>
    public bool TryFind(string service, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Uri? address)
    {
        ArgumentException.ThrowIfNullOrEmpty(service);
        foreach (var scheme in _schemes)
        {
            if (TryFind(service, scheme, out address))
            {
                return true;
            }
        }

        address = null;
        return false;
    }

    /// <summary>Returns the base address of a domain's service, ending in a slash; false when none is configured.</summary>
    /// <param name="domain">The domain. The name of its resource has hyphens for its underscores.</param>
    /// <param name="address">The address.</param>
    public bool TryFindDomain(string domain, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Uri? address)
    {
        ArgumentNullException.ThrowIfNull(domain);
        return TryFind(domain.Replace('_', '-'), out address);
    }

    /// <summary>Returns a service's base address of one scheme, ending in a slash; false when none is configured.</summary>
    /// <param name="service">The service's resource name.</param>
    /// <param name="scheme"><c>http</c> or <c>https</c>.</param>
    /// <param name="address">The address.</param>
    public bool TryFind(string service, string scheme, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Uri? address)
    {
        var value = configuration[$"services:{service}:{scheme}:0"];
        if (!string.IsNullOrEmpty(value)
            && Uri.TryCreate(value.EndsWith('/') ? value : value + "/", UriKind.Absolute, out address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps))
        {
            return true;
        }

        address = null;
        return false;
    }
}
