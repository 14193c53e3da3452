using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Urls;

/// <summary>The addresses to show for a resource, once its endpoints have theirs.</summary>
internal static class ResourceUrls
{
    internal static ImmutableArray<UrlSnapshot> Of(IResourceWithEndpoints resource)
    {
        var endpoints = resource.GetEndpoints().ToArray();
        var urls = endpoints.Select(e => new ResourceUrlAnnotation { Url = e.Url, Endpoint = e }).ToList();
        foreach (var said in resource.Annotations.OfType<EndpointUrlAnnotation>())
        {
            if (endpoints.FirstOrDefault(e => string.Equals(e.EndpointName, said.EndpointName, StringComparison.OrdinalIgnoreCase)) is { } endpoint)
                said.Apply(urls, endpoint);
        }

        return [.. urls.Select(ToSnapshot)];
    }

    private static UrlSnapshot ToSnapshot(ResourceUrlAnnotation url) => new(
        url.Endpoint?.EndpointName,
        url.Endpoint is { } endpoint && url.Url.StartsWith('/') ? endpoint.Url + url.Url : url.Url,
        IsInternal: url.DisplayLocation == UrlDisplayLocation.DetailsOnly)
    {
        IsInactive = true,
        DisplayProperties = new UrlDisplayPropertiesSnapshot(url.DisplayText ?? "", url.DisplayOrder ?? 0),
    };
}
