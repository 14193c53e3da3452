using System.Globalization;
using Aspire.Hosting.Endpoints;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Reference to an endpoint of a resource, declared or not.</summary>
/// <param name="owner">The resource.</param>
/// <param name="endpointName">Name of the endpoint.</param>
public sealed class EndpointReference(IResourceWithEndpoints owner, string endpointName) : IValueProvider
{
    /// <summary>The resource.</summary>
    public IResourceWithEndpoints Resource { get; } = owner;

    /// <summary>Name of the endpoint.</summary>
    public string EndpointName { get; } = endpointName;

    /// <summary>Whether the endpoint is declared.</summary>
    public bool Exists => Found is not null;

    /// <summary>Whether the address is assigned.</summary>
    public bool IsAllocated => Found?.Port is not null;

    /// <summary>Host name.</summary>
    /// <exception cref="InvalidOperationException">The address is not assigned yet.</exception>
    public string Host => Allocated.Port is null ? "" : Endpoint.Host;

    /// <summary>Port.</summary>
    /// <exception cref="InvalidOperationException">The address is not assigned yet.</exception>
    public int Port => Allocated.Port!.Value;

    /// <summary>Scheme, host and port.</summary>
    /// <exception cref="InvalidOperationException">The address is not assigned yet.</exception>
    public string Url => string.Create(CultureInfo.InvariantCulture, $"{Allocated.Scheme}://{Endpoint.Host}:{Port}");

    private Endpoint? Found => Resource.Annotations.OfType<Endpoint>().FirstOrDefault(e => string.Equals(e.Name, EndpointName, StringComparison.OrdinalIgnoreCase));

    private Endpoint Allocated => Found is { Port: not null } endpoint
        ? endpoint
        : throw new InvalidOperationException($"The endpoint `{EndpointName}` is not allocated for the resource `{Resource.Name}`.");

    /// <summary>Gets a part of the address, for text that is composed later.</summary>
    /// <param name="property">The part.</param>
    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    /// <summary>Gets the URL.</summary>
    /// <param name="cancellationToken">Not used: the result is available, or is an error.</param>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(Url);
}
