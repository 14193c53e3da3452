using System.Net;
using System.Net.Sockets;

namespace MeshStarter.EmbeddedPostgres.Servers;

/// <summary>Probes ports of the loopback addresses, before a server listens there. The AppHost, the local app model and the command line compile this file too.</summary>
internal static class LoopbackPort
{
    private const int Step = 100;

    /// <summary>False on machines without IPv6, or with it switched off.</summary>
    public static bool HasIPv6 { get; } = Problem(IPAddress.IPv6Loopback, 0) is null;

    /// <summary>Returns whether a server can listen at a port.</summary>
    public static bool IsFree(int port) => Problem(port) is null;

    /// <summary>Returns the system's reason for which no server can listen at a port; null where one can.</summary>
    public static string? Problem(int port) => Problem(IPAddress.Loopback, port) ?? (HasIPv6 ? Problem(IPAddress.IPv6Loopback, port) : null);

    /// <summary>Returns the number, a multiple of 100, that leads from some ports to as many free ones; null where there is none.</summary>
    public static int? MoveToFree(IReadOnlyCollection<int> ports)
    {
        for (var further = Step; ports.All(port => port + further <= IPEndPoint.MaxPort); further += Step)
        {
            if (ports.All(port => IsFree(port + further)))
            {
                return further;
            }
        }

        return null;
    }

    private static string? Problem(IPAddress address, int port)
    {
        try
        {
            // Connections that wait for their end do not count, only listeners.
            using var listener = new TcpListener(address, port) { ExclusiveAddressUse = true };
            listener.Start();
            return null;
        }
        catch (SocketException refused)
        {
            return refused.Message;
        }
    }
}
