using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Platform.Pipelines.Windows;
using MeshStarter.Sdk.Consuming;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>A run of one window: the window, and the inputs in the states that the run reads.</summary>
public sealed class PipelineWindowRun
{
    private readonly IReadOnlyDictionary<ProductReference, PinnedInput> _inputs;

    internal PipelineWindowRun(Window window, IReadOnlyDictionary<ProductReference, PinnedInput> inputs) => (Window, _inputs) = (window, inputs);

    /// <summary>The window.</summary>
    public Window Window { get; }

    /// <summary>The rows of an input: those of the window, where <c>pipeline.yaml</c> names a column for it (<c>by</c>), else all.</summary>
    /// <param name="product">The input as <c>pipeline.yaml</c> names it, such as <c>orders.fact_order_events</c>.</param>
    /// <exception cref="ArgumentException">The pipeline has no such input.</exception>
    public ConsumedRows Rows(string product) => Find(product).RowsOf(Window);

    /// <summary>An input with all its rows, in the state that the run reads.</summary>
    /// <inheritdoc cref="Rows"/>
    public Subscription All(string product) => Find(product).Subscription;

    /// <summary>The inputs, each in the state that was read by the time of its enumeration.</summary>
    internal IEnumerable<ReadDataset> Datasets => _inputs.Values.Select(input => input.Dataset);

    private PinnedInput Find(string product) => ProductReference.TryParse(product, out var reference, out _) && _inputs.TryGetValue(reference, out var input)
        ? input
        : throw new ArgumentException($"The pipeline has no input {product}; its pipeline.yaml names {string.Join(", ", _inputs.Keys)}.", nameof(product));
}
