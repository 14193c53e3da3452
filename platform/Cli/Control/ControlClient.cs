using System.Net.Sockets;
using System.Text.Json;

namespace MeshStarter.Cli.Control;

/// <summary>Sends a command to the AppHost of a mesh on this machine, and reads its answer line by line.</summary>
internal static class ControlClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // The AppHost ends a build after ten minutes, and writes no line during one, nor while it waits for a catalog that starts.
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(12);

    /// <summary>Sends a command.</summary>
    /// <param name="data">The data folder of the mesh; null for the one of this repository that runs.</param>
    /// <param name="request">The command.</param>
    /// <param name="read">Takes a line of the answer.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the wait; the AppHost goes on with what it began.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="CliException">No AppHost answers, or it ends before its answer does.</exception>
    public static async Task<int> SendAsync(string? data, ControlRequest request, Func<ControlAnswer, Task> read, TimeProvider time, CancellationToken cancellationToken)
    {
        var folders = DataFolders.Find(data);
        var sockets = new List<(string Folder, Socket Socket)>();
        try
        {
            await ConnectAsync(folders, sockets, cancellationToken);
            return sockets switch
            {
                [var one] => await TalkAsync(one.Socket, request, read, time, cancellationToken),
                [] => throw new CliException(CliExitCodes.Unreachable, $"No mesh of {string.Join(" or ", folders)} runs on this machine. Start it with dotnet run --project AppHost, or name its data folder with --data."),
                _ => throw new CliException(CliExitCodes.Usage, $"--data: several meshes run: name one of {string.Join(", ", sockets.Select(found => found.Folder))}."),
            };
        }
        finally
        {
            foreach (var (_, socket) in sockets)
            {
                socket.Dispose();
            }
        }
    }

    /// <summary>Returns those of some data folders whose mesh runs.</summary>
    /// <exception cref="CliException">A mesh is another user's.</exception>
    public static async Task<IReadOnlyList<string>> RunningAsync(IEnumerable<string> folders, CancellationToken cancellationToken)
    {
        var sockets = new List<(string Folder, Socket Socket)>();
        try
        {
            await ConnectAsync(folders, sockets, cancellationToken);
            return [.. sockets.Select(found => found.Folder)];
        }
        finally
        {
            sockets.ForEach(found => found.Socket.Dispose());
        }
    }

    private static async Task ConnectAsync(IEnumerable<string> folders, List<(string Folder, Socket Socket)> sockets, CancellationToken cancellationToken)
    {
        foreach (var folder in folders)
        {
            if (await ConnectAsync(folder, cancellationToken) is { } socket)
            {
                sockets.Add((folder, socket));
            }
        }
    }

    private static async Task<Socket?> ConnectAsync(string data, CancellationToken cancellationToken)
    {
        if (!File.Exists(ControlAddress.FileIn(data)))
        {
            return null;
        }

        using var address = ControlAddress.In(data);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(address.EndPoint, cancellationToken);
            return socket;
        }
        catch (SocketException refused)
        {
            socket.Dispose();
            // A socket that an AppHost left which was killed refuses connections.
            return refused.SocketErrorCode == SocketError.AccessDenied
                ? throw new CliException(CliExitCodes.Failed, $"The mesh of {data} is another user's.", refused)
                : null;
        }
    }

    private static async Task<int> TalkAsync(Socket socket, ControlRequest request, Func<ControlAnswer, Task> read, TimeProvider time, CancellationToken cancellationToken)
    {
        var patience = request.Command is ControlRequest.Restart or ControlRequest.Credentials ? StartPatience : Patience;
        try
        {
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(request, ControlRequest.Json).Append((byte)'\n').ToArray(), cancellationToken);
            using var reader = new StreamReader(stream);
            while (await ReadLineAsync(reader, patience, time, cancellationToken) is { } line)
            {
                var answer = JsonSerializer.Deserialize<ControlAnswer>(line, ControlRequest.Json)!;
                if (answer.ExitCode is { } exitCode)
                {
                    return exitCode;
                }

                await read(answer);
            }
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            throw new CliException(CliExitCodes.Unreachable, $"The mesh's answer broke off: {exception.Message}", exception);
        }

        throw new CliException(CliExitCodes.Unreachable, "The mesh ended before it had answered.");
    }

    // The system takes connections for a process that is stopped, or held by a debugger.
    private static async Task<string?> ReadLineAsync(StreamReader reader, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await reader.ReadLineAsync(end.Token);
        }
        catch (OperationCanceledException silent) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CliException(CliExitCodes.Unreachable, $"The mesh of this machine has not answered for {patience.TotalSeconds} s. Let its AppHost go on, or start it again.", silent);
        }
    }
}
