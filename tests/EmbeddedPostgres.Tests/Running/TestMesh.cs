using System.Globalization;
using MeshStarter.EmbeddedPostgres.Clusters;
using MeshStarter.EmbeddedPostgres.Servers;
using MeshStarter.TestKit;
using Npgsql;

namespace MeshStarter.EmbeddedPostgres.Tests.Running;

/// <summary>A data folder, a port and settings of one test; everything that works on them is ended with it.</summary>
internal sealed class TestMesh : IAsyncDisposable
{
    public const string SuperuserPassword = "superuser-secret-0001";

    private readonly List<OwnerProcess> _owners = [];

    public TestMesh()
    {
        // The server's user must be able to pass, as in a repository under /home or /work.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Root, (UnixFileMode)0b111_101_101);
        }

        Set("Mesh:Data", Data);
        Set("Mesh:Postgres:Port", Port.ToString(CultureInfo.InvariantCulture));
        Set("Mesh:Postgres:Password", SuperuserPassword);
        Set("Mesh:Postgres:OutsideFolder", Outside);
        AddRole("orders");
        AddRole("payments");
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("mesh-postgres-").FullName;

    /// <summary>The folder of data that the server's user cannot reach; alongside the repository in these tests.</summary>
    public string Outside => Path.Combine(Root, "outside");

    public string Data => Settings.TryGetValue("Mesh:Data", out string? set) ? set : Path.Combine(Root, "clone", ".mesh", "simulated");

    public string Home => Path.Combine(Data, "postgres");

    public string Cluster => Path.Combine(Home, "cluster");

    public int Port { get; } = FreePort.Take();

    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);

    public static string PasswordOf(string role) => role + "-secret-0001";

    public void Set(string setting, string value) => Settings[setting] = value;

    public void AddRole(string role) => Set($"Mesh:Postgres:Databases:{role}:Password", PasswordOf(role));

    /// <summary>Writes a program of the shell, such as one in the place of PostgreSQL's.</summary>
    public static async Task WriteProgramAsync(string path, string script)
    {
        await File.WriteAllTextAsync(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        }
    }

    /// <summary>A mesh that was started before; to its next start the data is there.</summary>
    public static async Task<TestMesh> StartedBeforeAsync()
    {
        var mesh = new TestMesh();
        await MadeCluster.CopyToAsync(mesh);
        return mesh;
    }

    /// <summary>Starts the resource's process and waits until it is healthy.</summary>
    public async Task<OwnerProcess> StartAsync()
    {
        var owner = Launch();
        await owner.HealthyAsync();
        return owner;
    }

    /// <summary>Starts the resource's process and waits until it has refused, with exit code 1; the line that it wrote.</summary>
    public async Task<string> RefusedAsync()
    {
        var owner = Launch();
        Assert.Equal(1, await owner.ExitedAsync());
        return owner.Error.Trim();
    }

    public OwnerProcess Launch()
    {
        var owner = OwnerProcess.Launch(Settings);
        _owners.Add(owner);
        return owner;
    }

    public async Task<NpgsqlConnection> ConnectAsync(string user, string password, string database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = Port,
            Username = user,
            Password = password,
            Database = database,
            Pooling = false,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public Task<NpgsqlConnection> ConnectAsync(string role) => ConnectAsync(role, PasswordOf(role), role);

    public Task<NpgsqlConnection> ConnectAsSuperuserAsync(string database = "postgres") => ConnectAsync("postgres", SuperuserPassword, database);

    /// <summary>The processes that work in this test's data folder.</summary>
    public IReadOnlyList<int> ServerProcesses(string? cluster = null) => ProcFileSystem.ProcessesIn(cluster ?? Cluster);

    /// <summary>The server's first process, by the file that it writes.</summary>
    public int Postmaster => int.Parse(File.ReadLines(Path.Combine(Cluster, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    public Task NoServerAsync(string? cluster = null) => Eventually.HoldsAsync(() => ServerProcesses(cluster).Count == 0, "no server process is left");

    public async ValueTask DisposeAsync()
    {
        foreach (var owner in _owners)
        {
            await owner.DisposeAsync();
        }

        foreach (string cluster in Directory.EnumerateDirectories(Root, "cluster", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
        {
            foreach (int process in ServerProcesses(cluster))
            {
                Signals.Send(process, Signal.Kill);
            }

            await NoServerAsync(cluster);
        }

        Directory.Delete(Root, recursive: true);
    }
}
