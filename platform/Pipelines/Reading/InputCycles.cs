using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Platform.Pipelines.Definitions;

namespace MeshStarter.Platform.Pipelines.Reading;

/// <summary>Finds pipelines whose changes make one another run: for ever, where the rows of each run differ from those before.</summary>
/// <param name="pipelines">The pipelines, by the products that they compute.</param>
/// <param name="products">All known products, also those without a pipeline.</param>
public sealed class InputCycles(IReadOnlyDictionary<ProductMajorVersion, PipelineDefinition> pipelines, IReadOnlyCollection<ProductMajorVersion> products)
{
    /// <summary>Returns a warning for each input of a pipeline through which its own changes make it due again.</summary>
    /// <param name="product">The product that it computes.</param>
    /// <param name="file">The name that issues give for its file.</param>
    /// <param name="lines">The lines of its file.</param>
    public IEnumerable<DescriptorIssue> Issues(ProductMajorVersion product, string file, YamlLines lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        foreach (var (reference, input) in Triggers(product))
        {
            if (Way(product, input) is { } way)
            {
                var key = $"inputs.{reference}";
                yield return new DescriptorIssue(
                    file, lines.Find(key), key, "input.cycle", $"Each run that changes {product.Product} makes it due again: {string.Join(" → ", way.Select(version => version.Product))}.",
                    "Remove the input, or run one of these pipelines by the clock, such as \"run: every 15 minutes\".", IssueSeverity.Warning);
            }
        }
    }

    // From the product by those that it makes due to its input, and back; null where it does not come to the input.
    private List<ProductMajorVersion>? Way(ProductMajorVersion product, ProductMajorVersion input)
    {
        Dictionary<ProductMajorVersion, ProductMajorVersion> next = new() { [input] = product };
        var reached = new Queue<ProductMajorVersion>([input]);
        while (reached.TryDequeue(out var version))
        {
            foreach (var (_, source) in Triggers(version))
            {
                if (next.TryAdd(source, version))
                {
                    reached.Enqueue(source);
                }
            }
        }

        if (!next.ContainsKey(product))
        {
            return null;
        }

        List<ProductMajorVersion> way = [product];
        do
        {
            way.Add(next[way[^1]]);
        }
        while (way[^1] != product);
        return way;
    }

    // The plain name of an input with several major versions may mean another one later: nothing is known of it.
    private IEnumerable<(ProductReference Reference, ProductMajorVersion Version)> Triggers(ProductMajorVersion product) =>
        from input in pipelines.TryGetValue(product, out var pipeline) ? pipeline.Inputs.Where(pipeline.IsTriggeredBy) : []
        let versions = products.Where(version => version.Product == input.Product.Product && (input.Product.Major ?? version.Major) == version.Major).ToList()
        where versions.Count == 1 && versions[0] != product
        select (input.Product, versions[0]);
}
