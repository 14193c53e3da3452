using System.Net;
using System.Net.Sockets;

namespace MeshStarter.TestKit;

/// <summary>A loopback port that was free a moment ago, for programs that cannot choose one themselves.</summary>
/// <remarks>
/// Between that moment and the start of its program no other test gives it out: each test process has ports of its own. It listens on the first of a row, as
/// long as it lives, and gives out those after it, one after another.
/// </remarks>
public static class FreePort
{
    // Below the ports that systems give to outgoing connections, one of which could take it in between, below those of a mesh with random ports
    // (15,000 to 30,000), and above those that browsers refuse.
    private const int First = 10_100;
    private const int Rows = 49;
    private const int Row = 100;

    private static readonly Lock Giving = new();
    private static TcpListener? _held;
    private static int _next;
    private static int _left;

    /// <summary>Takes one.</summary>
    public static int Take()
    {
        lock (Giving)
        {
            while (true)
            {
                if (_left == 0)
                {
                    _held = IsUsable(_held) ? _held : HoldRow();
                    (_next, _left) = (Port(_held!), Row - 1);
                }

                _left--;
                if (IsFree(++_next))
                {
                    return _next;
                }
            }
        }
    }

    // A process that has given out its whole row begins it again: what its first tests started has ended.
    private static bool IsUsable(TcpListener? held) => held is not null && Enumerable.Range(Port(held) + 1, Row - 1).Any(IsFree);

    private static TcpListener HoldRow()
    {
        while (true)
        {
            if (Listen(First + Random.Shared.Next(Rows) * Row) is { } listener)
            {
                return listener;
            }
        }
    }

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static bool IsFree(int port)
    {
        using var listener = Listen(port);
        return listener is not null;
    }

    private static TcpListener? Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException)
        {
            // Another program has it.
            listener.Dispose();
            return null;
        }
    }
}
