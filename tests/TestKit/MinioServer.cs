using System.Diagnostics;

namespace MeshStarter.TestKit;

/// <summary>An S3 store that no one here wrote, empty, for the tests of one class or collection.</summary>
public class MinioServer : IAsyncLifetime
{
    public const string RootAccessKey = "mesh-test-root";
    public const string RootSecretKey = "mesh-test-root-secret";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _folder;
    private Process? _process;

    // Kept in memory where there is such a folder: its flushes cost nothing there.
    public MinioServer()
        : this(Directory.Exists("/dev/shm") ? Directory.CreateDirectory($"/dev/shm/mesh-test-minio-{Guid.NewGuid():N}").FullName : Directory.CreateTempSubdirectory("mesh-test-minio-").FullName)
    {
    }

    /// <summary>With its objects in a folder that is there; it is deleted at the end.</summary>
    protected MinioServer(string folder) => _folder = folder;

    /// <summary>The reason why there is none here; null when there is one.</summary>
    public string? Missing { get; private set; }

    /// <summary>The server's address.</summary>
    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort.Take()}");

    public async Task InitializeAsync()
    {
        if (EnginesFolder.Path is not { } engines || OperatingSystem.IsWindows())
        {
            Missing = $"MinIO cannot be run: {EnginesFolder.Missing}";
            return;
        }

        _process = ForeignProgram.Start(
            Path.Combine(engines, "minio", "start"), [_folder, $"{Address.Port}"], environment: [new("MINIO_ROOT_USER", RootAccessKey), new("MINIO_ROOT_PASSWORD", RootSecretKey)]);
        var said = Task.WhenAll(_process.StandardOutput.ReadToEndAsync(), _process.StandardError.ReadToEndAsync());
        using var client = new HttpClient();
        if (!await _process.AnswersAsync(IsHealthyAsync, Patience))
        {
            _process.Kill();
            throw new InvalidOperationException($"MinIO did not come up: {string.Join('\n', await said)}");
        }

        async Task<bool> IsHealthyAsync()
        {
            using var health = await client.GetAsync(new Uri(Address, "minio/health/live"));
            return health.IsSuccessStatusCode;
        }
    }

    public async Task DisposeAsync()
    {
        await _process.EndAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
