using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;
using MeshStarter.EmbeddedPostgres.Servers;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Endpoints;

/// <summary>Assigns a port to every endpoint. There is no proxy: a process listens on the port that others get.</summary>
internal sealed class PortAllocation(IConfiguration configuration)
{
    // Below the port ranges of outgoing connections (32768 or 49152 upwards), so that a client connection cannot take a free port before its process binds it.
    private const int First = 15_000;
    private const int Last = 30_000;

    // One after another from a random place: two processes that start at once seldom choose the same, and the applications of one process never do, which
    // tests start in parallel.
    private static readonly Lock Choosing = new();
    private static int _last = RandomNumberGenerator.GetInt32(First, Last);

    private readonly bool _randomize = configuration.GetValue("DcpPublisher:RandomizePorts", false);

    internal void Allocate(IResource resource)
    {
        foreach (var endpoint in resource.Annotations.OfType<Endpoint>())
        {
            endpoint.Port = endpoint.FixedPort is null or 0 || _randomize ? FreePort() : endpoint.FixedPort;
        }
    }

    private static int FreePort()
    {
        lock (Choosing)
        {
            for (var attempt = First; attempt < Last; attempt++)
            {
                _last = _last + 1 < Last ? _last + 1 : First;
                if (LoopbackPort.IsFree(_last))
                {
                    return _last;
                }
            }
        }

        throw new DistributedApplicationException($"No free port found on the loopback address between {First} and {Last}.");
    }
}
