using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Says that a resource listens on a port.</summary>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    private string? _transport;

    /// <summary>Describes an endpoint.</summary>
    /// <param name="protocol">Transport protocol.</param>
    /// <param name="uriScheme">Scheme of its URL; default the protocol's name.</param>
    /// <param name="transport">Application protocol, such as http2.</param>
    /// <param name="name">Name; default the scheme.</param>
    /// <param name="port">Port others connect to; default a free one.</param>
    /// <param name="targetPort">Port the process listens on.</param>
    /// <param name="isExternal">Whether it is meant to be reached from outside.</param>
    /// <param name="isProxied">Whether a proxy stands before it. The local app model has no proxy: see <see cref="IsProxied"/>.</param>
    public EndpointAnnotation(
        ProtocolType protocol,
        string? uriScheme = null,
        string? transport = null,
        [EndpointName] string? name = null,
        int? port = null,
        int? targetPort = null,
        bool? isExternal = null,
        bool? isProxied = null)
    {
        Protocol = protocol;
        UriScheme = uriScheme ?? protocol.ToString().ToLowerInvariant();
        Name = name ?? UriScheme;
        ModelName.Validate("Endpoint", Name);
        _transport = transport;
        Port = port;
        TargetPort = targetPort;
        IsExternal = isExternal ?? false;
        IsProxied = isProxied ?? true;
    }

    /// <summary>Name, unique in the resource.</summary>
    public string Name { get; set; }

    /// <summary>Transport protocol.</summary>
    public ProtocolType Protocol { get; set; }

    /// <summary>Port others connect to; null takes a free one.</summary>
    public int? Port { get; set; }

    /// <summary>Port the process listens on. Without a proxy it counts only where <see cref="Port"/> is not given.</summary>
    public int? TargetPort { get; set; }

    /// <summary>Scheme of the URL.</summary>
    public string UriScheme { get; set; }

    /// <summary>Host the process binds and others connect to.</summary>
    public string TargetHost { get; set; } = "localhost";

    /// <summary>Application protocol.</summary>
    public string Transport
    {
        get => _transport ?? (UriScheme is "http" or "https" ? "http" : Protocol.ToString().ToLowerInvariant());
        set => _transport = value;
    }

    /// <summary>Whether it is meant to be reached from outside.</summary>
    public bool IsExternal { get; set; }

    /// <summary>Accepted for compatibility: here the process itself always listens on the port. False keeps a fixed port also where ports are random.</summary>
    public bool IsProxied { get; set; }

    /// <summary>Whether the connection is encrypted.</summary>
    public bool TlsEnabled => string.Equals(UriScheme, "https", StringComparison.OrdinalIgnoreCase);

    /// <summary>Where it is, once ports are given out.</summary>
    public AllocatedEndpoint? AllocatedEndpoint { get; set; }

    /// <summary>Variable that tells the process its port; such an endpoint is left out of ASPNETCORE_URLS.</summary>
    internal string? TargetPortEnvironmentVariable { get; set; }
}
