using MeshStarter.TestKit;

namespace MeshStarter.Governance.Tests;

/// <summary>A governance in the tests' own process.</summary>
internal sealed class GovernanceHost : RunningGovernance
{
    private readonly ServiceHost<Program> _service;

    private GovernanceHost(ServiceHost<Program> service)
        : base(service.Client.BaseAddress!) => _service = service;

    public override HttpClient Client => _service.Client;

    /// <summary>Starts it in Development and waits until it is healthy.</summary>
    public static async Task<GovernanceHost> StartAsync(string database, string data, int? port = null, Dictionary<string, string>? settings = null, TimeProvider? time = null) => new(await ServiceHost<Program>.StartAsync(
        address =>
        {
            var all = Settings(database, data, address);
            foreach (var (name, value) in settings ?? [])
            {
                all[name] = value;
            }

            return all;
        },
        port is { } chosen ? new Uri($"http://localhost:{chosen}") : null,
        time));

    public override ValueTask DisposeAsync() => _service.DisposeAsync();
}
