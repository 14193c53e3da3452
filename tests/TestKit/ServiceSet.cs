namespace MeshStarter.TestKit;

/// <summary>Services of a test that call one another, each with a database and a client of its own, with an issuer of tokens and a folder. There are none where there is no PostgreSQL.</summary>
public sealed class ServiceSet : IAsyncLifetime
{
    private readonly PostgresFixture _postgres = new();
    private readonly List<ServiceUnderTest> _services = [];
    private TestAuthority? _authority;

    public bool IsAvailable => _postgres.IsAvailable;

    /// <summary>The folder that the services keep their data in; it goes with them.</summary>
    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("mesh-test-services-");

    public TestAuthority Authority => _authority!;

    /// <summary>The services, in the order in which they were started.</summary>
    public IReadOnlyList<ServiceUnderTest> Services => _services;

    /// <inheritdoc cref="PostgresFixture.Require"/>
    public void Require() => _postgres.Require();

    public async Task InitializeAsync()
    {
        await _postgres.InitializeAsync();
        if (IsAvailable)
        {
            _authority = await TestAuthority.StartAsync();
        }
    }

    /// <inheritdoc cref="PostgresFixture.CreateDatabaseAsync()"/>
    public Task<string> CreateDatabaseAsync() => _postgres.CreateDatabaseAsync();

    /// <summary>Starts a service of the tests' process.</summary>
    /// <typeparam name="TProgram">A type of its assembly, its <c>Program</c>.</typeparam>
    /// <param name="name">Its name, which is its audience and its client, too.</param>
    /// <param name="settings">Its settings beyond those that every service here has.</param>
    /// <param name="at">Where it listens; on a free port where it is null.</param>
    /// <returns>Its address.</returns>
    public Task<Uri> AddAsync<TProgram>(string name, Dictionary<string, string> settings, Uri? at = null)
        where TProgram : class => AddAsync(name, settings, async all => await ServiceHost<TProgram>.StartAsync(all, at));

    /// <summary>Starts a service in another way.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="settings">Its settings beyond those that every service here has.</param>
    /// <param name="start">Starts it with all settings, which are the same for every address.</param>
    /// <param name="database">Connection string of its database; one of its own where it is null.</param>
    /// <returns>Its address.</returns>
    public async Task<Uri> AddAsync(string name, Dictionary<string, string> settings, Func<Func<Uri, Dictionary<string, string>>, Task<ServiceUnderTest>> start, string? database = null)
    {
        database ??= await CreateDatabaseAsync();
        _services.Add(await start(_ => new Dictionary<string, string>(settings, StringComparer.Ordinal)
        {
            ["ConnectionStrings:database"] = database,
            ["Mesh:Data"] = Folder.FullName,
            ["Mesh:Identity:Authority"] = Authority.Issuer,
            ["Mesh:Identity:Audience"] = name,
            ["Mesh:Identity:ClientId"] = name,
            ["Mesh:Identity:ClientSecret"] = $"the secret of {name} 0123456789",
        }));
        return _services[^1].Client.BaseAddress!;
    }

    public async Task DisposeAsync()
    {
        foreach (var service in Enumerable.Reverse(_services))
        {
            await service.DisposeAsync();
        }

        await (_authority?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _postgres.DisposeAsync();
        Folder.Delete(recursive: true);
    }
}
