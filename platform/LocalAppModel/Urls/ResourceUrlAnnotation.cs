namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where an address is shown.</summary>
public enum UrlDisplayLocation
{
    /// <summary>In lists and in the resource's details.</summary>
    SummaryAndDetails = 0,

    /// <summary>Only in the resource's details.</summary>
    DetailsOnly = 1,
}

/// <summary>An address to show for a resource.</summary>
public sealed class ResourceUrlAnnotation : IResourceAnnotation
{
    /// <summary>Higher comes first.</summary>
    public int? DisplayOrder { get; set; }

    /// <summary>The address; a path alone is taken from the endpoint's.</summary>
    public required string Url { get; set; }

    /// <summary>Text instead of the address.</summary>
    public string? DisplayText { get; set; }

    /// <summary>Where it is shown.</summary>
    public UrlDisplayLocation DisplayLocation { get; set; }

    /// <summary>The endpoint it belongs to.</summary>
    public EndpointReference? Endpoint { get; init; }
}

/// <summary>What was said about the addresses of one endpoint.</summary>
internal sealed record EndpointUrlAnnotation(string EndpointName, Action<List<ResourceUrlAnnotation>, EndpointReference> Apply) : IResourceAnnotation;
