using System.Net;

namespace MeshStarter.Cli.Remote;

/// <summary>The proxy of the environment (<c>HTTP_PROXY</c>), which a call to this machine never takes: it would get the caller's token in clear.</summary>
internal sealed class OutwardProxy : IWebProxy
{
    /// <inheritdoc/>
    public ICredentials? Credentials
    {
        get => HttpClient.DefaultProxy.Credentials;
        set => HttpClient.DefaultProxy.Credentials = value;
    }

    /// <summary>Creates the handler of requests to a mesh. A redirect could send the caller's token to another host, so none is followed.</summary>
    public static SocketsHttpHandler Handler() => new() { AllowAutoRedirect = false, Proxy = new OutwardProxy() };

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => HttpClient.DefaultProxy.GetProxy(destination);

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => host.IsLoopback || HttpClient.DefaultProxy.IsBypassed(host);
}
