using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part of an endpoint's address.</summary>
public enum EndpointProperty
{
    /// <summary>The whole URL.</summary>
    Url = 0,

    /// <summary>The host name.</summary>
    Host = 1,

    /// <summary>The port.</summary>
    Port = 3,
}

/// <summary>A part of an endpoint's address, available when the application runs.</summary>
/// <param name="endpointReference">The endpoint.</param>
/// <param name="property">The part.</param>
public class EndpointReferenceExpression(EndpointReference endpointReference, EndpointProperty property) : IValueProvider
{
    /// <summary>Gets the part.</summary>
    /// <param name="cancellationToken">Not used: the result is available, or is an error.</param>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(property switch
    {
        EndpointProperty.Host => endpointReference.Host,
        EndpointProperty.Port => endpointReference.Port.ToString(CultureInfo.InvariantCulture),
        _ => endpointReference.Url,
    });
}
