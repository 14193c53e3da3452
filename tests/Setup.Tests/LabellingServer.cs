using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace MeshStarter.Setup.Tests;

/// <summary>
/// A real server with labels of identities as Azure Database for PostgreSQL has them. The provider of such labels is a library of Azure's: here a proxy in front of the
/// server sends each statement that labels a role as a call of a function, which validates the caller's right as PostgreSQL does and stores the label where it does.
/// </summary>
internal sealed partial class LabellingServer : IAsyncDisposable
{
    // In database postgres alone, as Azure documents it.
    private const string Functions = """
        CREATE OR REPLACE FUNCTION store_label(role text, new_label text) RETURNS void LANGUAGE sql SECURITY DEFINER SET allow_system_table_mods = on AS $$
            DELETE FROM pg_shseclabel WHERE provider = 'pgaadauth' AND objoid = (SELECT oid FROM pg_roles WHERE rolname = role);
            INSERT INTO pg_shseclabel (objoid, classoid, provider, label) SELECT oid, 'pg_authid'::regclass, 'pgaadauth', new_label FROM pg_roles WHERE rolname = role;
        $$;
        CREATE OR REPLACE FUNCTION label_role(role text, new_label text) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            IF current_setting('server_version_num')::int >= 160000 AND NOT pg_has_role(role, 'MEMBER WITH ADMIN OPTION') THEN
                RAISE insufficient_privilege USING MESSAGE = 'permission denied';
            END IF;
            PERFORM store_label(role, new_label);
        END $$;
        """;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _conversations = [];
    private readonly int _server;
    private readonly Task _accepting;

    private LabellingServer(int server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The port of the proxy.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Starts it in front of a server on loopback.</summary>
    /// <param name="superuser">The superuser's connection to database <c>postgres</c>.</param>
    public static async Task<LabellingServer> StartAsync(string superuser)
    {
        await using var connection = new NpgsqlConnection(superuser);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(Functions, connection);
        await command.ExecuteNonQueryAsync();
        return new LabellingServer(connection.Port);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_conversations);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _conversations.Add(TalkAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // The test ends.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _server, _stop.Token);
                await Task.WhenAny(server.GetStream().CopyToAsync(client.GetStream(), _stop.Token), SendAsync(client.GetStream(), server.GetStream()));
            }
            catch (Exception ended) when (ended is IOException or SocketException or OperationCanceledException)
            {
                // One of them has closed it, or the test ends.
            }
        }
    }

    private async Task SendAsync(NetworkStream client, NetworkStream server)
    {
        // The first message has no type.
        for (var head = 4; ; head = 5)
        {
            var header = new byte[head];
            await client.ReadExactlyAsync(header, _stop.Token);
            var body = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(head - 4)) - 4];
            await client.ReadExactlyAsync(body, _stop.Token);
            if (head == 5 && header[0] == (byte)'P')
            {
                body = Encoding.UTF8.GetBytes(Label().Replace(Encoding.UTF8.GetString(body), "SELECT label_role('${role}', '${label}')"));
                BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(1), body.Length + 4);
            }

            await server.WriteAsync(header, _stop.Token);
            await server.WriteAsync(body, _stop.Token);
        }
    }

    [GeneratedRegex("""SECURITY LABEL FOR "pgaadauth" ON ROLE "(?<role>[^"]+)" IS '(?<label>[^']+)'""", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Label();
}
