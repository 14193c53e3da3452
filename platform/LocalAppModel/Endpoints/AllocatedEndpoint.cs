using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where an endpoint really is.</summary>
public sealed class AllocatedEndpoint
{
    internal AllocatedEndpoint(EndpointAnnotation endpoint, string address, int port)
    {
        Endpoint = endpoint;
        Address = address;
        Port = port;
    }

    /// <summary>The endpoint.</summary>
    public EndpointAnnotation Endpoint { get; }

    /// <summary>Host.</summary>
    public string Address { get; }

    /// <summary>Port.</summary>
    public int Port { get; }

    /// <summary>Scheme of the URL.</summary>
    public string UriScheme => Endpoint.UriScheme;

    /// <summary><c>host:port</c></summary>
    public string EndPointString => string.Create(CultureInfo.InvariantCulture, $"{Address}:{Port}");

    /// <summary><c>scheme://host:port</c></summary>
    public string UriString => $"{UriScheme}://{EndPointString}";

    /// <inheritdoc />
    public override string ToString() => UriString;
}
