namespace MeshStarter.Cli.Tests.Stamping;

/// <summary>A domain with a product of each kind, stamped once; a test gets a copy.</summary>
public sealed class StampedDomain : IAsyncLifetime
{
    private readonly NewRepository _repository = new();

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        await _repository.SucceedAsync("new", "--domain", "sales", "--product", "parcels");
        await _repository.SucceedAsync("new", "--domain", "sales", "--product", "order_totals", "--kind", "aggregate", "--inputs", "orders.orders, orders.fact_order_events", "--existing-domain");
        await _repository.SucceedAsync("new", "--domain", "sales", "--product", "by_status", "--kind", "consumer-aligned", "--inputs", "orders.orders", "--consumer", "Finance: \"closing\"", "--existing-domain", "--format", "json");
    }

    /// <inheritdoc/>
    public Task DisposeAsync()
    {
        _repository.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Writes the files of the domain as they were stamped.</summary>
    internal void CopyTo(NewRepository repository)
    {
        foreach (var (file, text) in _repository.Read().Where(file => file.Key.StartsWith("domains/Sales/", StringComparison.Ordinal)))
        {
            repository.Write(file, text);
        }
    }
}
