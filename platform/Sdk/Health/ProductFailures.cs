using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;
using MeshStarter.Sdk.Ports.Table;
using MeshStarter.Sdk.Sources;

namespace MeshStarter.Sdk.Health;

/// <summary>Reads which products of this service fail: their publishes, what makes their rows, or their pipelines. While the database does not answer, what failed last fails.</summary>
internal sealed class ProductFailures(PublishingFailures publishing, FailingProducts sources, ReadPipelineHealth pipelines)
{
    private IReadOnlyDictionary<ProductMajorVersion, DateTimeOffset> _publishing = new Dictionary<ProductMajorVersion, DateTimeOffset>();
    private IReadOnlyDictionary<ProductMajorVersion, DateTimeOffset> _sources = new Dictionary<ProductMajorVersion, DateTimeOffset>();
    private IReadOnlyDictionary<ProductMajorVersion, PipelineHealth> _pipelines = new Dictionary<ProductMajorVersion, PipelineHealth>();

    /// <summary>Reads what fails now.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        _publishing = await DatabaseAnswer.OrNullAsync(publishing.LastingAsync, cancellationToken) ?? _publishing;
        _sources = await DatabaseAnswer.OrNullAsync(sources.FindAsync, cancellationToken) ?? _sources;
        _pipelines = await DatabaseAnswer.OrNullAsync(pipelines.Invoke, cancellationToken) ?? _pipelines;
    }

    /// <summary>Adds what was read last to the health of a product.</summary>
    public ProductHealth AddTo(ProductHealth health, ProductMajorVersion product) => health with
    {
        FailingSince = _publishing.TryGetValue(product, out var since) ? since : null,
        SourceFailingSince = _sources.TryGetValue(product, out var unfed) ? unfed : null,
        Pipeline = _pipelines.GetValueOrDefault(product),
    };
}
