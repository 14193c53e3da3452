using System.Net;
using System.Net.Sockets;

namespace MeshStarter.TestKit;

/// <summary>A loopback port that was free a moment ago, for programs that cannot choose one themselves.</summary>
public static class FreePort
{
    // Below the ports that systems give to outgoing connections, one of which could take it in between, and above those that browsers refuse.
    private const int First = 10_100;
    private const int End = 32_000;

    public static int Take()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, End);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Another program has it.
            }
        }
    }
}
