using Npgsql;

namespace MeshStarter.EndToEnd.Storage;

/// <summary>The infrastructure of an operator: a real S3 store and a database server, prepared by the setup.</summary>
internal sealed class PreparedStore : IAsyncDisposable
{
    private const string Beginning = "mesh-";

    private static readonly string[] Domains = ["orders", "payments", "inventory"];
    private static readonly string[] Users = [.. Domains, "catalog", "catalog-vending"];

    private readonly OperatorsServer _server = new();
    private IEnumerable<string> _databases = [];

    /// <summary>The reason why it cannot run here; null when it does.</summary>
    public string? Missing { get; private set; }

    /// <summary>The store.</summary>
    public MinioServer Server { get; } = new();

    /// <summary>The settings of a mesh on it.</summary>
    public IReadOnlyList<string> Settings =>
    [
        "--Mesh:Database:Kind=External", "--Mesh:Storage:Kind=S3", $"--Mesh:Storage:Buckets=s3://{Beginning}", $"--Mesh:Storage:S3:Endpoint={Server.Address.ToString().TrimEnd('/')}",
        .. Users.SelectMany(user => Keys(user == "catalog-vending" ? user : $"{user}-storage", user)),
        .. _databases,
    ];

    /// <summary>Starts it, with the buckets, users and databases of the samples.</summary>
    public async Task StartAsync()
    {
        await Server.InitializeAsync();
        await _server.InitializeAsync();
        Missing = Server.Missing ?? (_server.IsAvailable ? null : "No PostgreSQL server is installed here.");
        if (Missing is null)
        {
            _databases = await SetUpAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await _server.DisposeAsync();
    }

    // The connection strings that the operator gives the mesh.
    private async Task<IEnumerable<string>> SetUpAsync()
    {
        var administrator = new NpgsqlConnectionStringBuilder(await _server.CreateDatabaseAsync()) { Database = "postgres" };
        string[] services = ["governance", "catalog", .. Domains];
        var (exit, output, errors) = await SetupProgram.RunAsync(
        [
            ("ConnectionStrings:server", administrator.ConnectionString),
            .. services.Select(service => ($"Mesh:Postgres:Databases:{service}:Password", Secret(service))),
            ("Mesh:Postgres:Databases:governance:MigrationPassword", Secret("migrations")),
            ("Mesh:Setup:Buckets", string.Join(',', Domains.Append("platform"))),
            ("Mesh:Setup:Store", "Minio"),
            .. Users.SelectMany(user => new[] { ($"Mesh:Setup:Keys:{user}:AccessKey", user), ($"Mesh:Setup:Keys:{user}:SecretKey", Secret(user)) }),
            ("Mesh:Storage:Buckets", $"s3://{Beginning}"),
            ("Mesh:Storage:S3:Endpoint", Server.Address.ToString()),
            ("Mesh:Storage:S3:AccessKey", MinioServer.RootAccessKey),
            ("Mesh:Storage:S3:SecretKey", MinioServer.RootSecretKey),
        ]);
        Assert.True(exit == 0, output + errors);
        string Connection(string database, string role, string password) =>
            $"Host={administrator.Host};Port={administrator.Port};Database={database};Username={role};Password={password};SSL Mode=Disable;GSS Encryption Mode=Disable;Maximum Pool Size=10";
        return services.Select(service => $"--ConnectionStrings:{service}-database={Connection(service, service, Secret(service))}")
            .Append($"--ConnectionStrings:governance-migrations={Connection("governance", "governance-migrations", Secret("migrations"))}");
    }

    /// <summary>The secret key of a user who has keys.</summary>
    public static string Secret(string owner) => $"{owner}-secret-key-of-the-test";

    private static string[] Keys(string parameter, string owner) => [$"--Parameters:{parameter}-access-key={owner}", $"--Parameters:{parameter}-secret-key={Secret(owner)}"];
}
