using Microsoft.Extensions.Configuration;

namespace MeshStarter.ServiceDefaults.Outgoing;

/// <summary>
/// Sends requests to the ports of domains straight to their services. Readers reach them at one public address (<c>Mesh:Query:PublicUrl</c>), which a
/// service of the mesh need not be able to reach, and whose host need not be there. Addresses that are not below it stay as they are.
/// </summary>
/// <param name="services">The addresses of services.</param>
/// <param name="configuration">The settings of this service.</param>
public sealed class InnerAddressHandler(ServiceDirectory services, IConfiguration configuration) : DelegatingHandler
{
    private readonly string? _domains = configuration["Mesh:Query:PublicUrl"] is { Length: > 0 } address && Uri.TryCreate(address, UriKind.Absolute, out var given)
        ? $"{given.AbsoluteUri.TrimEnd('/')}/domains/"
        : null;

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (_domains is not null && request.RequestUri is { } address && address.AbsoluteUri.StartsWith(_domains, StringComparison.OrdinalIgnoreCase))
        {
            var rest = address.AbsoluteUri[_domains.Length..];
            var end = rest.IndexOf('/', StringComparison.Ordinal);
            if (end > 0 && services.TryFindDomain(rest[..end], out var service))
            {
                request.RequestUri = new Uri(service.AbsoluteUri + rest[(end + 1)..]);
            }
        }

        return base.SendAsync(request, cancellationToken);
    }
}
