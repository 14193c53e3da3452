namespace MeshStarter.Catalog.Domains;

/// <summary>Begins to listen for the domains' services before the first request is taken.</summary>
internal sealed class DomainsAtStart(DomainStore store, IReadOnlyCollection<string>? found) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => store.BeginAsync(found, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
