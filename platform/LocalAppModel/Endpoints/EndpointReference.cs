namespace Aspire.Hosting.ApplicationModel;

/// <summary>Names an endpoint of a resource; its address is known once ports are given out.</summary>
public sealed class EndpointReference : IExpressionValue, IValueWithReferences
{
    /// <summary>Refers to an endpoint by name.</summary>
    /// <param name="owner">The resource.</param>
    /// <param name="endpointName">The endpoint's name.</param>
    public EndpointReference(IResourceWithEndpoints owner, [EndpointName] string endpointName)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(endpointName);
        Resource = owner;
        EndpointName = endpointName;
    }

    /// <summary>Refers to an endpoint.</summary>
    /// <param name="owner">The resource.</param>
    /// <param name="endpoint">The endpoint.</param>
    public EndpointReference(IResourceWithEndpoints owner, EndpointAnnotation endpoint)
        : this(owner, endpoint.Name)
    {
    }

    /// <summary>The resource.</summary>
    public IResourceWithEndpoints Resource { get; }

    /// <summary>The endpoint's name.</summary>
    public string EndpointName { get; }

    /// <summary>The endpoint.</summary>
    /// <exception cref="InvalidOperationException">The resource has none of that name.</exception>
    public EndpointAnnotation EndpointAnnotation =>
        Find() ?? throw new InvalidOperationException($"The endpoint `{EndpointName}` is not defined for the resource `{Resource.Name}`.");

    /// <summary>Whether the resource has such an endpoint.</summary>
    public bool Exists => Find() is not null;

    /// <summary>Whether its address is known.</summary>
    public bool IsAllocated => Find()?.AllocatedEndpoint is not null;

    /// <summary>Whether its scheme is http.</summary>
    public bool IsHttp => HasScheme("http");

    /// <summary>Whether its scheme is https.</summary>
    public bool IsHttps => HasScheme("https");

    /// <summary>Scheme.</summary>
    public string Scheme => EndpointAnnotation.UriScheme;

    /// <summary>Host.</summary>
    /// <exception cref="InvalidOperationException">Ports are not given out yet.</exception>
    public string Host => Allocated.Address;

    /// <summary>Port.</summary>
    /// <exception cref="InvalidOperationException">Ports are not given out yet.</exception>
    public int Port => Allocated.Port;

    /// <summary>Port the process listens on, where it is known.</summary>
    public int? TargetPort => Find()?.AllocatedEndpoint?.Port ?? Find()?.TargetPort;

    /// <summary>Whether the connection is encrypted.</summary>
    public bool TlsEnabled => EndpointAnnotation.TlsEnabled;

    /// <summary>URL without a trailing slash.</summary>
    /// <exception cref="InvalidOperationException">Ports are not given out yet.</exception>
    public string Url => Allocated.UriString;

    internal AllocatedEndpoint Allocated =>
        Find()?.AllocatedEndpoint
        ?? throw new InvalidOperationException($"The endpoint `{EndpointName}` is not allocated for the resource `{Resource.Name}`.");

    string IManifestExpressionProvider.ValueExpression => Property(EndpointProperty.Url).ValueExpression;

    IEnumerable<object> IValueWithReferences.References => [Resource];

    /// <summary>One part of the address, for use in expressions.</summary>
    /// <param name="property">Which part.</param>
    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    /// <summary>The URL.</summary>
    /// <param name="cancellationToken">Not used: ports are given out before anything asks.</param>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(Url);

    private bool HasScheme(string scheme) => string.Equals(Find()?.UriScheme, scheme, StringComparison.OrdinalIgnoreCase);

    private EndpointAnnotation? Find() => Resource.Annotations.OfType<EndpointAnnotation>()
        .FirstOrDefault(e => string.Equals(e.Name, EndpointName, StringComparison.OrdinalIgnoreCase));
}
