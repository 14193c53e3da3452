using System.Net.Sockets;
using System.Text.Json;
using MeshStarter.AppHost.Settings;
using MeshStarter.Cli.Control;
using Microsoft.Extensions.Hosting;

namespace MeshStarter.AppHost.Control;

/// <summary>
/// Takes commands of <c>mesh status</c>, <c>mesh restart</c> and <c>mesh domain credentials</c> at a Unix socket in the data folder, which only the user of this process can reach: a request is a
/// line of JSON, and so is each line of its answer.
/// </summary>
internal sealed class ControlService(MeshSettings settings, MeshStatus status, MeshRestart restart, CredentialFiles credentials, IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
{
    private const int LongestRequest = 4096;
    private const int Waiting = 4;

    private static readonly TimeSpan RequestPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AcceptPause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The first service to start is the last to stop.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            using var address = Create();
            using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(address.EndPoint);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(ControlAddress.FileIn(settings.Data.Path), UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            listener.Listen(Waiting);
            while (true)
            {
                if (await AcceptAsync(listener, stop.Token) is { } client)
                {
                    _ = AnswerAsync(client, stop.Token);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            File.Delete(ControlAddress.FileIn(settings.Data.Path));
        }
        catch (Exception exception) when (exception is IOException or SocketException or UnauthorizedAccessException or ArgumentException)
        {
            Console.WriteLine($"mesh status, mesh restart and mesh domain credentials do not reach this start: {ControlAddress.FileIn(settings.Data.Path)} cannot be listened at: {exception.Message}");
        }
    }

    // Null where this process has no handle for the client now, or the client has gone.
    private async Task<Socket?> AcceptAsync(Socket listener, CancellationToken stopping)
    {
        try
        {
            return await listener.AcceptAsync(stopping);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable or SocketError.ConnectionAborted or SocketError.ConnectionReset)
        {
            await Task.Delay(AcceptPause, time, stopping);
            return null;
        }
    }

    // The data folder is this process's: a socket in it is one that was left.
    private ControlAddress Create()
    {
        var folder = ControlAddress.FolderIn(settings.Data.Path);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            Directory.CreateDirectory(folder, own);
            File.SetUnixFileMode(folder, own);
        }

        File.Delete(ControlAddress.FileIn(settings.Data.Path));
        return ControlAddress.In(settings.Data.Path);
    }

    private async Task AnswerAsync(Socket client, CancellationToken stopping)
    {
        await Task.Yield();
        try
        {
            await using var stream = new NetworkStream(client, ownsSocket: true);
            await using var writer = new StreamWriter(stream) { AutoFlush = true, NewLine = "\n" };
            var exitCode = await ReadAsync(stream, stopping) switch
            {
                { Command: ControlRequest.Status } => await status.WriteAsync(WriteAsync, stopping),
                { Command: ControlRequest.Restart, Resource: { Length: > 0 } resource } => await restart.RunAsync(resource, WriteTextAsync, stopping),
                { Command: ControlRequest.Credentials, Resource: { Length: > 0 } domain, File: { } file } when Path.IsPathFullyQualified(file) => await credentials.WriteAsync(domain, file, WriteTextAsync, stopping),
                _ => await RefuseAsync(),
            };
            await WriteAsync(new ControlAnswer(ExitCode: exitCode));

            Task WriteAsync(ControlAnswer line) => writer.WriteLineAsync(JsonSerializer.Serialize(line, ControlRequest.Json));

            Task WriteTextAsync(string text) => TryWriteAsync(() => WriteAsync(new ControlAnswer(Text: text)));

            async Task<int> RefuseAsync()
            {
                await WriteTextAsync("This AppHost does not know the command: it is older than the command line, or newer. Build both, and start the mesh again.");
                return 1;
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or JsonException or ObjectDisposedException or OperationCanceledException)
        {
            // The client has gone, sends no request, or the mesh stops.
        }
    }

    // A client that has gone does not interrupt what it began.
    private static async Task TryWriteAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The rest is for no reader.
        }
    }

    private static async Task<ControlRequest?> ReadAsync(NetworkStream stream, CancellationToken stopping)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        patience.CancelAfter(RequestPatience);
        var request = new byte[LongestRequest];
        var length = 0;
        while (length < request.Length && !request.AsSpan(0, length).Contains((byte)'\n'))
        {
            var read = await stream.ReadAsync(request.AsMemory(length), patience.Token);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        return JsonSerializer.Deserialize<ControlRequest>(request.AsSpan(0, length), ControlRequest.Json);
    }
}
