using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Health;

/// <summary>Says that a resource is healthy when an address of it answers so.</summary>
internal sealed record HttpHealthAnnotation(EndpointReference Endpoint, string Path, int Status) : IResourceAnnotation
{
    internal string Key => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Endpoint.Resource.Name}_{Endpoint.EndpointName}_{Path}_{Status}_check");
}
