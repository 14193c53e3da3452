namespace Aspire.Hosting.ApplicationModel;

/// <summary>Says which endpoints of another resource a resource is told of.</summary>
/// <param name="resource">The other resource.</param>
public sealed class EndpointReferenceAnnotation(IResourceWithEndpoints resource) : IResourceAnnotation
{
    /// <summary>The other resource.</summary>
    public IResourceWithEndpoints Resource { get; } = resource;

    /// <summary>Whether it is told of all of them.</summary>
    public bool UseAllEndpoints { get; set; }

    /// <summary>The endpoints it is told of by name.</summary>
    public ISet<string> EndpointNames { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    internal bool Includes(string endpointName) => UseAllEndpoints || EndpointNames.Contains(endpointName);
}
