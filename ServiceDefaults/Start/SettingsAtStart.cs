using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MeshStarter.ServiceDefaults.Start;

/// <summary>
/// Validates all settings before the services that work in the background are made, of which one would refuse the start for the first setting that it misses: the
/// operator reads all mistakes in one line.
/// </summary>
internal sealed class SettingsAtStart : IHostedService
{
    /// <summary>Validates them; it is registered first, so it is made first.</summary>
    public SettingsAtStart(IStartupValidator? validator = null) => validator?.Validate();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
