using System.Net;
using System.Net.Sockets;

namespace MeshStarter.TestKit;

/// <summary>A loopback port that was free a moment ago, for programs that cannot choose one themselves.</summary>
public static class FreePort
{
    public static int Take()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
