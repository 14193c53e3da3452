using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Products;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Sources;

/// <summary>Finds the products whose rows a failing source makes, so that they are at risk.</summary>
internal sealed class FailingProducts(OwnProducts products, SourceFailures failures, UncommittedEmits uncommitted, NpgsqlDataSource database)
{
    /// <summary>Returns the products of this domain that a failing source feeds, each with the time since when it fails.</summary>
    public async Task<IReadOnlyDictionary<ProductMajorVersion, DateTimeOffset>> FindAsync(CancellationToken cancellationToken)
    {
        Dictionary<ProductMajorVersion, DateTimeOffset> failing = [];
        void Add(ProductMajorVersion product, DateTimeOffset since) => failing[product] = failing.TryGetValue(product, out var known) && known < since ? known : since;

        foreach (var emit in await uncommitted.ListAsync(cancellationToken))
        {
            Add(emit.Product, emit.Since);
        }

        // One process of the domain reads a source, and the catalog requests the answer from any. One of an earlier release ends the problem alone.
        var read = products.All.Where(product => product.Source is not null).Select(product => product.Id.ToString()).ToArray();
        var sources = await database.QueryAsync<(ProductMajorVersion Product, DateTimeOffset Since)>(
            "SELECT product, failing_since FROM mesh.sources WHERE failing_since IS NOT NULL AND (problem IS NOT NULL OR state = 'snapshot') AND product = ANY (@Read)", new { Read = read }, cancellationToken);
        foreach (var source in sources)
        {
            Add(source.Product, source.Since);
        }

        var lasting = failures.Lasting;
        if (lasting.Count > 0)
        {
            var inputs = await database.QueryAsync<(string Product, string Input)>("SELECT product, input FROM mesh.product_inputs", null, cancellationToken);
            foreach (var failure in lasting)
            {
                foreach (var product in FedBy(failure, inputs))
                {
                    Add(product, failure.Since);
                }
            }
        }

        return failing;
    }

    // By what was emitted in transactions of the handler; before the first one by what is declared, and else all that nothing else is known to feed.
    private IReadOnlyList<ProductMajorVersion> FedBy(SourceFailure failure, IReadOnlyList<(string Product, string Input)> inputs)
    {
        if (failure.Product is { } fedAlone)
        {
            return [fedAlone];
        }

        // A pipeline reads tables, and a source has a reader of its own: no handler and no simulator makes their rows.
        var made = products.All.Where(product => product is { HasPipeline: false, Source: null }).ToList();
        var derived = inputs.Select(input => input.Product).ToHashSet(StringComparer.Ordinal);
        if (failure.Stream is { } stream)
        {
            var recorded = inputs.Where(input => input.Input == stream.ToString()).Select(input => input.Product).ToHashSet(StringComparer.Ordinal);
            var fed = made.Where(product => recorded.Contains(product.Id.ToString()) || product.Descriptor.Inputs.Contains(stream.Product)).Select(product => product.Id).ToList();
            if (fed.Count > 0)
            {
                return fed;
            }
        }

        // A simulator may make rows of a product that a handler emits, too.
        var others = made.Select(product => product.Id).Where(product => !derived.Contains(product.ToString())).ToList();
        return others.Count > 0 || failure.Stream is not null ? others : [.. made.Select(product => product.Id)];
    }
}
