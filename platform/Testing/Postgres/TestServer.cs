using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Dapper;
using MeshStarter.EmbeddedPostgres.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshStarter.Testing.Postgres;

/// <summary>
/// The PostgreSQL server of a test process: the one that the mesh itself runs, in this process, with a data folder of its own. It starts with the
/// first test that needs it, and ends with the process, also with one that is killed.
/// </summary>
internal static class TestServer
{
    private const string Password = "tests";
    private const string FolderName = "mesh-domain-tests-";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);
    private static readonly Lazy<Task<string>> Server = new(StartAsync);

    /// <summary>Creates an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public static async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var server = await Server.Value.WaitAsync(cancellationToken);
        var database = $"t{Guid.NewGuid():N}";
        await using var source = NpgsqlDataSource.Create(server + ";Database=postgres;Pooling=false");
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition($"CREATE DATABASE {database}", cancellationToken: cancellationToken));
        return $"{server};Database={database}";
    }

    private static async Task<string> StartAsync()
    {
        DeleteLeftFolders();
        var folder = Path.Combine(Path.GetTempPath(), $"{FolderName}{Environment.ProcessId}");
        var port = FreePort();
        var app = Build(folder, port);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop(app, folder);
        using var patience = new CancellationTokenSource(Patience);
        await app.StartAsync(patience.Token);
        await WaitUntilReadyAsync(app.Services.GetRequiredService<ServerState>(), patience.Token);
        var server = $"Host=127.0.0.1;Port={port};Username=postgres;Password={Password}";
        // A test's rows need not outlive a loss of power.
        await using var source = NpgsqlDataSource.Create(server + ";Database=postgres;Pooling=false");
        await using var connection = await source.OpenConnectionAsync(patience.Token);
        await connection.ExecuteAsync("ALTER SYSTEM SET fsync = off");
        await connection.ExecuteAsync("SELECT pg_reload_conf()");
        return server;
    }

    private static WebApplication Build(string folder, int port)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            Args = ["--hostBuilder:reloadConfigOnChange=false", $"--Mesh:Data={folder}", $"--Mesh:Postgres:Port={port}", $"--Mesh:Postgres:Password={Password}"],
        });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddPostgresServer();
        return builder.Build();
    }

    private static async Task WaitUntilReadyAsync(ServerState state, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!state.IsReady)
        {
            // The reason is on standard error.
            if (state.ExitCode != 0)
            {
                throw new InvalidOperationException("PostgreSQL did not start; standard error says why.");
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private static void Stop(WebApplication app, string folder)
    {
        using var patience = new CancellationTokenSource(StopPatience);
        app.StopAsync(patience.Token).Wait(StopPatience, CancellationToken.None);
        Delete(folder);
    }

    // A test runner ends its process while the server still stops: the next one deletes what that left.
    private static void DeleteLeftFolders()
    {
        var running = Process.GetProcesses().Select(process => $"{FolderName}{process.Id}").ToHashSet(StringComparer.Ordinal);
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), FolderName + "*").Where(folder => !running.Contains(Path.GetFileName(folder))))
        {
            Delete(folder);
        }
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The server still ends in it, or it is another user's: a later run tries again.
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
