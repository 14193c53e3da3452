using System.Net;
using System.Net.Sockets;

namespace MeshStarter.EmbeddedPostgres.Servers;

/// <summary>The server's port, tried before the server is: a clear line instead of one in its log.</summary>
internal static class LoopbackPort
{
    /// <summary>False on machines without IPv6, or with it switched off.</summary>
    public static bool HasIPv6 { get; } = CanBind(IPAddress.IPv6Loopback, 0) is null;

    public static void RequireFree(int port)
    {
        string? problem = CanBind(IPAddress.Loopback, port) ?? (HasIPv6 ? CanBind(IPAddress.IPv6Loopback, port) : null);
        if (problem is not null)
        {
            throw new StartRefusedException(
                $"Mesh:Postgres:Port: port {port} on loopback cannot be used ({problem}). Fix: end what listens there, or give another port.");
        }
    }

    private static string? CanBind(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return null;
        }
        catch (SocketException refused)
        {
            return refused.Message;
        }
    }
}
