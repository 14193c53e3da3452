using System.Security.Cryptography;
using System.Text.Json;
using MeshStarter.EmbeddedPostgres.Servers;
using MeshStarter.ServiceDefaults.Files;

namespace MeshStarter.AppHost.Settings;

/// <summary>
/// The ports of the domains' services, and of the mesh's own database server. Each is chosen once and stored in the data folder (<c>ports.json</c>), so that an address that
/// the catalog, a consumer or a bookmark has from an earlier start stays valid.
/// </summary>
internal sealed class StoredPorts
{
    // Below the random ports of the orchestrators, and below those of outgoing connections.
    private const int First = 13_000;
    private const int Last = 15_000;
    private const int Tries = 1_000;

    private readonly string _file;
    private readonly SortedDictionary<string, int> _ports;

    private StoredPorts(string file, SortedDictionary<string, int> ports) => (_file, _ports) = (file, ports);

    /// <summary>Reads the ports of a data folder. A file that cannot be read is ignored: the ports are chosen again.</summary>
    public static StoredPorts Open(string dataFolder)
    {
        var file = Path.Combine(dataFolder, "ports.json");
        try
        {
            return new StoredPorts(file, new SortedDictionary<string, int>(JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(file)) ?? [], StringComparer.Ordinal));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return new StoredPorts(file, new SortedDictionary<string, int>(StringComparer.Ordinal));
        }
    }

    /// <summary>Gets the port of a domain, or of a process of a name that no domain has. A port that another process uses is replaced by another, and the start reports the change.</summary>
    /// <exception cref="StartRefusedException">No port is free, or the port cannot be stored.</exception>
    public int Of(string name)
    {
        if (_ports.TryGetValue(name, out var port) && LoopbackPort.IsFree(port))
        {
            return port;
        }

        var chosen = Choose(name);
        if (port != 0)
        {
            Console.WriteLine($"Port {port} of {name} is taken by another process; {name} moves to {chosen}.");
        }

        _ports[name] = chosen;
        try
        {
            OwnerFile.Replace(_file, JsonSerializer.SerializeToUtf8Bytes(_ports));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DataFolder.CannotBeWritten(_file, exception);
        }

        return chosen;
    }

    private int Choose(string name)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(First, Last);
            if (!_ports.ContainsValue(port) && LoopbackPort.IsFree(port))
            {
                return port;
            }
        }

        throw new StartRefusedException($"No port from {First} to {Last - 1} was found free for {name}. End what listens there.");
    }
}
